import type { Knex } from 'knex';

/** Collection runs: the intent row, the hosts of a run, who collects which host now, and what went wrong. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table collection_schedules (
      name text primary key,
      interval_seconds integer not null check (interval_seconds between 10 and 86400),
      jitter_seconds integer not null check (jitter_seconds >= 0),
      paused boolean not null default false,
      updated_at timestamptz not null default now(),
      updated_by text not null
    );

    create table collection_runs (
      id uuid primary key,
      state text not null check (state in ('running', 'completed', 'failed')),
      origin text not null check (origin in ('schedule', 'api', 'cli', 'system')),
      requested_by text not null,
      correlation_id text not null,
      workflow_id text not null,
      -- classes of collectors this run asks for
      classes text[] not null,
      -- what was asked for, kept for the record
      selector text,
      -- the sample time of every row this run writes
      tick_at timestamptz not null,
      interval_seconds integer,
      -- milliseconds: pages are cut at this time, and a JavaScript Date knows no more
      started_at timestamptz(3) not null default now(),
      finished_at timestamptz,
      servers_total integer not null default 0,
      servers_succeeded integer not null default 0,
      servers_failed integer not null default 0,
      failure text
    );
    create index collection_runs_started on collection_runs (started_at desc, id);

    create table collection_run_servers (
      run_id uuid not null references collection_runs (id) on delete cascade,
      server_id uuid not null,
      site text not null,
      batch integer not null,
      state text not null default 'pending' check (state in ('pending', 'succeeded', 'failed')),
      -- another run's collection that this one took over
      joined_run_id uuid,
      duration_ms integer,
      finished_at timestamptz,
      primary key (run_id, server_id)
    );

    -- At most one collection of a host at a time, over all workers.
    create table collection_claims (
      server_id uuid primary key,
      run_id uuid not null,
      classes text[] not null,
      claimed_until timestamptz not null
    );

    create table collection_errors (
      id uuid primary key,
      run_id uuid not null references collection_runs (id) on delete cascade,
      server_id uuid not null,
      -- '' for the host as a whole, otherwise the collector
      collector text not null default '',
      stage text not null,
      class text not null,
      message text not null,
      remedy text not null,
      retryable boolean not null,
      at timestamptz(3) not null default now(),
      unique (run_id, server_id, collector)
    );
    create index collection_errors_server on collection_errors (server_id, at desc);
    create index collection_errors_at on collection_errors (at desc, id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'drop table collection_errors, collection_claims, collection_run_servers, collection_runs, collection_schedules',
  );
}
