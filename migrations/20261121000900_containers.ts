import type { Knex } from 'knex';

/** Container engines and what runs on them, registries, policies, windows, checks, updates and backups. */
export async function up(knex: Knex): Promise<void> {
  await inventory(knex);
  await rules(knex);
  await checks(knex);
  await updates(knex);
  await backups(knex);
}

async function inventory(knex: Knex): Promise<void> {
  await knex.raw(`
    create table container_hosts (
      id uuid primary key,
      server_id uuid not null references servers (id) on delete cascade,
      runtime text not null check (runtime in ('docker', 'podman', 'kubernetes')),
      socket_path text not null,
      status text not null default 'unknown' check (status in ('unknown', 'online', 'offline')),
      status_reason text,
      -- what the engine says of itself: version, API, platform, store, …
      engine jsonb,
      discovered_at timestamptz(3),
      created_at timestamptz(3) not null default now(),
      unique (server_id, runtime, socket_path)
    );

    create table containers (
      id uuid primary key,
      host_id uuid not null references container_hosts (id) on delete cascade,
      runtime_id text not null,
      name text collate "C" not null,
      image_reference text not null,
      -- of this repository, as it was pulled; null for images made on the host
      image_digest text,
      image_id text not null,
      state text not null,
      health text not null check (health in ('healthy', 'unhealthy', 'starting', 'none', 'unknown')),
      labels jsonb not null default '{}',
      compose_project text,
      compose_service text,
      -- ports, mounts, networks, restart count …: no environment, which holds secrets
      facts jsonb not null default '{}',
      -- an original that an update keeps aside
      aside_of uuid,
      first_seen_at timestamptz(3) not null default now(),
      last_seen_at timestamptz(3) not null default now(),
      gone_at timestamptz(3),
      update_status text not null default 'unknown' check (update_status in ('current', 'available', 'unknown', 'held')),
      update_candidate jsonb,
      update_reason text,
      update_checked_at timestamptz(3)
    );
    -- The name is what survives a recreation, so the row does as well.
    create unique index containers_name on containers (host_id, name) where aside_of is null;
    create index containers_runtime on containers (host_id, runtime_id);
    create index containers_listed on containers (name, id);

    -- Images, volumes, networks and compose projects, as the engine last told of them.
    create table container_resources (
      id uuid primary key,
      host_id uuid not null references container_hosts (id) on delete cascade,
      kind text not null check (kind in ('image', 'volume', 'network', 'project')),
      key text collate "C" not null,
      facts jsonb not null,
      first_seen_at timestamptz(3) not null default now(),
      last_seen_at timestamptz(3) not null default now(),
      gone_at timestamptz(3),
      unique (host_id, kind, key)
    );
    create index container_resources_listed on container_resources (kind, key, id);

    create table container_registries (
      id uuid primary key,
      host text not null unique,
      username text,
      -- envelopes, as those of the other credentials
      password bytea,
      token bytea,
      ca_bundle text,
      insecure boolean not null default false,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version integer not null default 1
    );
  `);
}

async function rules(knex: Knex): Promise<void> {
  await knex.raw(`
    create table maintenance_windows (
      id uuid primary key,
      name text not null check (length(name) between 1 and 200),
      rule jsonb not null,
      blackout jsonb,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version integer not null default 1
    );
    create unique index maintenance_windows_name on maintenance_windows (lower(name));

    create table update_policies (
      id uuid primary key,
      name text not null check (length(name) between 1 and 200),
      selector text not null,
      -- the higher one wins where two speak of the same field
      priority integer not null default 0,
      -- only the fields that were given: the others come from what the policy stands on
      rules jsonb not null,
      maintenance_window_id uuid references maintenance_windows (id),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version integer not null default 1
    );
    create unique index update_policies_name on update_policies (lower(name));

    -- What a person refused stays refused for that digest.
    create table update_rejections (
      container_id uuid not null references containers (id) on delete cascade,
      digest text not null,
      reference text not null,
      rejected_by text not null,
      reason text,
      rejected_at timestamptz(3) not null default now(),
      primary key (container_id, digest)
    );
  `);
}

async function checks(knex: Knex): Promise<void> {
  await knex.raw(`
    create table container_jobs (
      id uuid primary key,
      kind text not null check (kind in ('discovery', 'update_check')),
      state text not null check (state in ('running', 'completed', 'failed')),
      requested_by text not null,
      correlation_id text not null,
      workflow_id text not null,
      started_at timestamptz(3) not null default now(),
      finished_at timestamptz(3),
      -- hosts or containers, by outcome
      counts jsonb not null default '{}',
      failure text
    );
    create index container_jobs_started on container_jobs (kind, started_at desc, id desc);

    create table container_job_items (
      job_id uuid not null references container_jobs (id) on delete cascade,
      -- a host or a container
      item_id uuid not null,
      site text not null,
      state text not null default 'pending' check (state in ('pending', 'succeeded', 'failed')),
      outcome text,
      error jsonb,
      finished_at timestamptz(3),
      primary key (job_id, item_id)
    );
  `);
}

async function updates(knex: Knex): Promise<void> {
  await knex.raw(`
    create table update_runs (
      id uuid primary key,
      container_id uuid not null references containers (id),
      host_id uuid not null references container_hosts (id),
      server_id uuid not null,
      site text not null,
      state text not null check (state in (
        'planning', 'waiting_for_window', 'waiting_for_approval', 'backing_up', 'pulling', 'recreating', 'validating',
        'rolling_back', 'committed', 'rolled_back', 'rejected', 'expired', 'cancelled', 'failed', 'unchanged')),
      -- what was asked for; null: whatever the policy proposes
      target_reference text,
      from_image jsonb not null,
      to_image jsonb,
      -- the effective policy of this run, and where each field came from
      policy jsonb not null,
      plan jsonb,
      plan_hash text,
      -- what was seen of the health so far: the looks of a window add to it
      health jsonb,
      approval_id uuid references approvals (id),
      error jsonb,
      needs_attention boolean not null default false,
      workflow_id text not null,
      requested_by text not null,
      requested_by_name text not null,
      correlation_id text not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      finished_at timestamptz(3),
      -- a person wants it ended: 'cancel' or 'rollback'
      requested_end text check (requested_end in ('cancel', 'rollback'))
    );
    create unique index update_runs_one_open on update_runs (container_id) where finished_at is null;
    create index update_runs_container on update_runs (container_id, created_at desc, id desc);
    create index update_runs_created on update_runs (created_at desc, id desc);

    create table update_steps (
      run_id uuid not null references update_runs (id) on delete cascade,
      position integer not null,
      name text not null,
      state text not null check (state in ('running', 'succeeded', 'failed', 'skipped')),
      attempt integer not null default 1,
      started_at timestamptz(3) not null,
      finished_at timestamptz(3),
      evidence jsonb not null default '{}',
      primary key (run_id, name)
    );
  `);
}

async function backups(knex: Knex): Promise<void> {
  await knex.raw(`
    create table container_backups (
      id uuid primary key,
      container_id uuid not null references containers (id),
      host_id uuid not null references container_hosts (id),
      server_id uuid not null,
      update_run_id uuid references update_runs (id) on delete set null,
      state text not null check (state in ('creating', 'completed', 'failed', 'expired', 'removed')),
      container_name text not null,
      image_reference text not null,
      image_id text not null,
      -- the tag that keeps the image from being pruned
      image_tag text,
      -- envelope: the container's settings hold secrets
      config bytea,
      -- [{ volume, destination, method, location, sizeBytes, sha256, files }]
      volumes jsonb not null default '[]',
      size_bytes bigint not null default 0,
      error jsonb,
      -- what was asked for: { volumes, stop, retentionDays }
      request jsonb not null default '{}',
      -- the intent row of the last verification or restore, and how it ended
      task jsonb,
      created_by text not null,
      correlation_id text not null,
      workflow_id text,
      created_at timestamptz(3) not null default now(),
      finished_at timestamptz(3),
      verified_at timestamptz(3),
      verification jsonb,
      restored_at timestamptz(3),
      expires_at timestamptz(3)
    );
    create index container_backups_container on container_backups (container_id, created_at desc, id desc);
    create index container_backups_created on container_backups (created_at desc, id desc);
    create index container_backups_run on container_backups (update_run_id);
    create index container_backups_expiry on container_backups (expires_at) where state = 'completed';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`drop table container_backups, update_steps, update_runs, container_job_items, container_jobs,
    update_rejections, update_policies, maintenance_windows, container_registries, container_resources, containers,
    container_hosts`);
}
