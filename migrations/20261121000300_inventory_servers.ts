import type { Knex } from 'knex';

/** The fleet. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table servers (
      id uuid primary key,
      name text not null check (length(name) between 1 and 200),
      address text not null check (length(address) between 1 and 255),
      port integer not null default 22 check (port between 1 and 65535),
      site text not null default 'default',
      labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
      transport text not null default 'ssh' check (transport in ('ssh', 'local')),
      credential_id uuid references server_credentials (id),
      jump_server_id uuid references servers (id),
      -- given at enrolment, of any of the host's keys
      expected_fingerprint text,
      sudo text check (sudo in ('none', 'passwordless', 'password', 'root')),
      sudo_detected boolean not null default true,
      status text not null default 'unknown' check (status in ('unknown', 'online', 'degraded', 'offline', 'blocked')),
      status_reason text,
      profile jsonb,
      capabilities jsonb,
      capabilities_at timestamptz,
      -- learned from refused channels; null: not met yet
      max_sessions integer,
      last_seen_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      version integer not null default 1,
      check (transport = 'local' or credential_id is not null),
      check (jump_server_id is distinct from id)
    );
    create unique index servers_name_key on servers (lower(name));
    create index servers_site on servers (site);
    create index servers_labels on servers using gin (labels jsonb_path_ops);
    create index servers_created on servers (created_at, id);
    create index servers_credential on servers (credential_id);
    create index servers_jump on servers (jump_server_id);

    -- All host keys ever pinned or seen; 'pending' waits for a person.
    create table server_host_keys (
      id uuid primary key,
      server_id uuid not null references servers (id) on delete cascade,
      algorithm text not null,
      key_blob bytea not null,
      fingerprint text not null,
      state text not null check (state in ('pinned', 'pending', 'replaced', 'rejected')),
      -- 'first_use' is unconfirmed trust; 'given' was known beforehand; 'accepted' by a person after a change
      trust text not null check (trust in ('first_use', 'given', 'accepted', 'none')),
      seen_at timestamptz not null default now(),
      pinned_at timestamptz,
      unique (server_id, fingerprint)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table server_host_keys, servers');
}
