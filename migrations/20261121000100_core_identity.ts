import type { Knex } from 'knex';

/** People, their API tokens, settings, and the memory of Idempotency-Keys. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table users (
      id uuid primary key,
      name text not null check (length(name) between 1 and 200),
      role text not null check (role in ('viewer', 'operator', 'approver', 'admin')),
      disabled_at timestamptz,
      created_at timestamptz not null default now(),
      version integer not null default 1
    );
    create unique index users_name_key on users (lower(name));

    create table api_tokens (
      id uuid primary key,
      user_id uuid not null references users (id),
      name text not null check (length(name) between 1 and 200),
      kind text not null check (kind in ('human', 'service', 'ai')),
      -- HMAC-SHA-256 of the token under a key derived from the master key
      digest bytea not null unique check (length(digest) = 32),
      -- the first characters, for recognition in lists
      hint text not null,
      scopes text[] not null default '{}',
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index api_tokens_user on api_tokens (user_id);

    create table settings (
      name text primary key,
      value jsonb not null,
      changed_at timestamptz not null default now(),
      changed_by text not null
    );

    create table idempotency_keys (
      actor_id text not null,
      route text not null,
      key text not null check (length(key) between 1 and 255),
      body_digest bytea not null,
      status integer,
      response jsonb,
      created_at timestamptz not null default now(),
      primary key (actor_id, route, key)
    );
    create index idempotency_keys_age on idempotency_keys (created_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table idempotency_keys, settings, api_tokens, users');
}
