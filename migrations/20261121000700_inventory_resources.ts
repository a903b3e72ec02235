import type { Knex } from 'knex';

// No foreign keys to servers: what is known of a deleted host stays until retention removes it.
const IDENTITY = `
      id uuid primary key,
      server_id uuid not null`;

// Milliseconds, because a JavaScript Date knows no more.
const LIFE = `
      -- by collector: when it last reported this, and for devices what it said; empty when none sees it any more
      seen_by jsonb not null default '{}' check (jsonb_typeof(seen_by) = 'object'),
      first_seen_at timestamptz(3) not null,
      last_seen_at timestamptz(3) not null,
      -- null: it is there
      gone_at timestamptz(3),
      updated_at timestamptz(3) not null`;

// Rows change in place at every collection; room on the page keeps the indexes out of it.
const STORAGE = 'with (fillfactor = 80)';

/** What collections find on the hosts: disks, pools, databases, certificates, their history, and collectors' facts. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table storage_devices (${IDENTITY},
      -- the strongest first; two observations that share one are the same device
      identities text[] not null,
      name text collate "C" not null,
      path text not null,
      type text not null check (type in ('hdd', 'ssd', 'nvme', 'virtual', 'other')),
      transport text,
      vendor text,
      model text,
      serial text,
      wwn text,
      firmware text,
      size_bytes bigint,
      rotational boolean,
      health text not null check (health in ('healthy', 'warning', 'failing', 'unknown')),
      reasons jsonb not null default '[]',
      -- by collector: its last report that could be read, and what was judged of it
      smart jsonb not null default '{}' check (jsonb_typeof(smart) = 'object'),
      -- by collector: what its verdicts remember
      memory jsonb not null default '{}' check (jsonb_typeof(memory) = 'object'),
      -- thresholds that a person set
      overrides jsonb not null default '{}' check (jsonb_typeof(overrides) = 'object'),
      smart_collected_at timestamptz(3),
      smart_stale_since timestamptz(3),${LIFE}
    ) ${STORAGE};
    create index storage_devices_server on storage_devices (server_id, name, id);
    create index storage_devices_health on storage_devices (health, server_id);
    create index storage_devices_serial on storage_devices (serial);

    create table storage_pools (${IDENTITY},
      identity text not null,
      name text collate "C" not null,
      type text not null check (type in ('zfs', 'lvm', 'mdraid', 'btrfs')),
      state text not null,
      health text not null check (health in ('healthy', 'degraded', 'failed', 'unknown')),
      size_bytes bigint,
      used_bytes bigint,
      free_bytes bigint,
      observation jsonb not null,${LIFE},
      unique (server_id, identity)
    ) ${STORAGE};
    create index storage_pools_server on storage_pools (server_id, name, id);
    create index storage_pools_health on storage_pools (health, server_id);

    create table database_instances (${IDENTITY},
      identity text not null,
      name text collate "C" not null,
      engine text not null check (engine in ('postgresql', 'mysql', 'mariadb', 'mongodb', 'redis', 'minio')),
      version text,
      status text not null check (status in ('online', 'login_required', 'starting', 'offline', 'unknown')),
      role text,
      observation jsonb not null,
      -- a login that a person gave; the password is an envelope
      credential_user text,
      credential_password bytea,${LIFE},
      unique (server_id, identity),
      check ((credential_user is null) = (credential_password is null))
    ) ${STORAGE};
    create index database_instances_server on database_instances (server_id, name, id);

    create table found_certificates (${IDENTITY},
      location text not null,
      kind text not null check (kind in ('file', 'listener')),
      name text collate "C" not null,
      fingerprint text not null,
      not_before timestamptz(3) not null,
      not_after timestamptz(3) not null,
      observation jsonb not null,${LIFE},
      unique (server_id, location)
    ) ${STORAGE};
    create index found_certificates_expiry on found_certificates (not_after, id);

    -- What changed, for people: a line each.
    create table inventory_events (
      id uuid primary key,
      server_id uuid not null,
      at timestamptz(3) not null,
      resource_type text not null,
      -- null for the host itself
      resource_id uuid,
      resource_name text not null,
      kind text not null check (kind in ('appeared', 'gone', 'returned', 'changed')),
      field text,
      before jsonb,
      after jsonb,
      run_id uuid
    );
    create index inventory_events_server on inventory_events (server_id, at desc, id desc);
    create index inventory_events_at on inventory_events (at desc, id desc);
    create index inventory_events_resource on inventory_events (resource_id);

    create table collector_states (
      server_id uuid not null,
      collector text not null,
      -- of slow collectors: what the next collection is given as the former one
      facts jsonb,
      watched jsonb not null default '{}' check (jsonb_typeof(watched) = 'object'),
      -- by kind of resource: digest and time of what was stored last
      digests jsonb not null default '{}' check (jsonb_typeof(digests) = 'object'),
      collected_at timestamptz(3) not null,
      succeeded_at timestamptz(3),
      primary key (server_id, collector)
    ) ${STORAGE};

    -- Where a person wants a collector otherwise; no row: its own interval, enabled.
    create table collector_settings (
      collector text primary key check (length(collector) between 1 and 100),
      interval_seconds integer check (interval_seconds between 60 and 604800),
      enabled boolean not null default true,
      updated_at timestamptz(3) not null default now(),
      updated_by text not null
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'drop table collector_settings, collector_states, inventory_events, found_certificates, database_instances, storage_pools, storage_devices',
  );
}
