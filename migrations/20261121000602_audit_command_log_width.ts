import type { Knex } from 'knex';

/** A third less room for each row of the largest table: digests as bytes instead of hex, exit codes in two bytes. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table command_log
      -- 32 bytes for each command, one after the other; zeros where there was no output
      alter column digests type bytea using decode(array_to_string(digests, '', repeat('0', 64)), 'hex'),
      alter column exit_codes type smallint[];
    alter table command_log add constraint command_log_digests_whole check (length(digests) % 32 = 0);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create function pg_temp.split_digests(joined bytea) returns text[] language sql as $$
      select coalesce(array_agg(encode(substring(joined from at for 32), 'hex') order by at), '{}')
        from generate_series(1, length(joined), 32) as at
    $$;
    alter table command_log drop constraint command_log_digests_whole;
    alter table command_log
      alter column digests type text[] using pg_temp.split_digests(digests),
      alter column exit_codes type integer[];
  `);
}
