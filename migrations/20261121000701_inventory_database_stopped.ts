import type { Knex } from 'knex';

/** A database server that is installed, and neither runs nor is meant to: no failure, unlike `offline`. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table database_instances
      drop constraint database_instances_status_check,
      add constraint database_instances_status_check
        check (status in ('online', 'login_required', 'starting', 'offline', 'stopped', 'unknown'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update database_instances set status = 'unknown' where status = 'stopped';
    alter table database_instances
      drop constraint database_instances_status_check,
      add constraint database_instances_status_check
        check (status in ('online', 'login_required', 'starting', 'offline', 'unknown'));
  `);
}
