import type { Knex } from 'knex';

/** Protected acts: what was asked for, what was judged and approved, every run of it, and what came of it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table actions (
      id uuid primary key,
      kind text not null check (kind in ('command', 'server_deletion')),
      state text not null,
      -- no foreign key: the history outlives the server
      server_id uuid not null,
      server_name text not null,
      site text not null,
      reason text,
      shell text,
      timeout_seconds integer not null,
      -- envelope: a command may hold a secret
      command bytea,
      command_shown text not null,
      -- keyed: the bare hash of a short password could be guessed
      command_hash text not null,
      rollback_command bytea,
      rollback_of uuid references actions (id),
      effect text not null check (effect in ('read_only', 'reversible', 'destructive', 'opaque')),
      risk_level text not null,
      assessment jsonb not null,
      -- everything the approval rests on, in the form that is hashed
      basis jsonb not null,
      plan jsonb,
      plan_hash text not null,
      fingerprint jsonb,
      cooling_down_ms integer not null default 0,
      approval_id uuid,
      workflow_id text,
      requested_by text not null,
      requested_by_name text not null,
      actor jsonb not null,
      door text not null,
      correlation_id text not null,
      -- a wish that was written while nobody could be signalled
      requested_end text,
      verification jsonb,
      error jsonb,
      needs_attention boolean not null default false,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      finished_at timestamptz(3)
    );
    create index actions_created on actions (created_at desc, id desc);
    create index actions_server on actions (server_id, created_at desc);
    create index actions_open on actions (created_at) where finished_at is null;

    -- One row is one token: it is consumed in the transaction that writes the audit's intent row, and never again.
    create table action_runs (
      id uuid primary key,
      action_id uuid not null references actions (id) on delete cascade,
      server_id uuid not null,
      part text not null check (part in ('act', 'rollback')),
      -- holds the server for itself
      exclusive boolean not null,
      plan_hash text not null,
      issued_at timestamptz(3) not null default now(),
      expires_at timestamptz(3) not null,
      consumed_at timestamptz(3),
      -- decided after a failure: it shall not be launched any more
      fenced_at timestamptz(3),
      -- where its traces lie on the host; written before the launch
      directory text,
      boot_id text,
      released_at timestamptz(3),
      ended_at timestamptz(3),
      outcome text check (outcome in ('ended', 'not_run', 'unknown')),
      exit_code integer,
      stdout bytea,
      stderr bytea,
      output_bytes bigint not null default 0,
      truncated boolean not null default false,
      removed_at timestamptz(3)
    );
    create index action_runs_action on action_runs (action_id, issued_at);
    -- No two runs that may destroy something on one server at once.
    create unique index action_runs_exclusive on action_runs (server_id)
      where exclusive and consumed_at is not null and released_at is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table action_runs, actions');
}
