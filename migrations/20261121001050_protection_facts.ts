import type { Knex } from 'knex';

/** What a look at a host told before a command was judged; one row a server, the last one. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table protection_facts (
      server_id uuid primary key references servers (id) on delete cascade,
      facts jsonb not null check (jsonb_typeof(facts) = 'object'),
      collected_at timestamptz(3) not null
    ) with (fillfactor = 70)
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table protection_facts');
}
