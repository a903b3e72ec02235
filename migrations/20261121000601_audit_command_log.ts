import type { Knex } from 'knex';

/**
 * What ran on hosts and only read: one row per batch, host and channel. It expires; what stays is a digest of each
 * closed day in the audit chain. Partitions are made by the application, because their owner must be able to drop them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table command_log (
      id uuid not null,
      at timestamptz not null,
      server_id uuid not null,
      transport text not null,
      correlation_id text not null,
      workflow_id text,
      run_id text,
      actor text not null,
      -- names of the registry, never a command line; the arrays below run alongside
      commands text[] not null,
      -- SHA-256 of each output, hex
      digests text[] not null,
      -- null: there was none, the outcome is unknown
      exit_codes integer[] not null,
      durations_ms integer[] not null,
      bytes bigint not null,
      outcome text not null,
      error_class text,
      -- time first, so that a day's rows lie together and new ones go to the end
      primary key (at, id)
    ) partition by range (at);
    create index command_log_server on command_log (server_id, at);
    create index command_log_correlation on command_log (correlation_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table command_log');
}
