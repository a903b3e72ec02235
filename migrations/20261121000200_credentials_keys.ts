import type { Knex } from 'knex';

/** Encrypted credentials. Every secret column is one envelope: `v1 | kek id | wrapped data key | ciphertext`. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table encryption_keys (
      id text primary key,
      -- a known text sealed with the key: tells a wrong key from damaged data
      check_value bytea not null,
      state text not null check (state in ('active', 'retiring', 'retired')),
      created_at timestamptz not null default now(),
      retired_at timestamptz
    );
    create unique index encryption_keys_one_active on encryption_keys ((true)) where state = 'active';

    create table ssh_keys (
      id uuid primary key,
      name text not null check (length(name) between 1 and 200),
      algorithm text not null,
      public_key text not null,
      fingerprint text not null,
      private_key bytea not null,
      created_at timestamptz not null default now(),
      version integer not null default 1
    );
    create unique index ssh_keys_name_key on ssh_keys (lower(name));

    create table server_credentials (
      id uuid primary key,
      name text not null check (length(name) between 1 and 200),
      login_user text not null check (length(login_user) between 1 and 64),
      ssh_key_id uuid references ssh_keys (id),
      password bytea,
      sudo_password bytea,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      version integer not null default 1,
      check (ssh_key_id is not null or password is not null)
    );
    create unique index server_credentials_name_key on server_credentials (lower(name));
    create index server_credentials_ssh_key on server_credentials (ssh_key_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table server_credentials, ssh_keys, encryption_keys');
}
