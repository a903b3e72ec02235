import type { Knex } from 'knex';

/** What is measured: sources (one collector of one host), their series, and the order in which a row holds them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- No foreign key to servers: the history of a deleted host stays until retention removes it.
    create table series_sources (
      id integer generated always as identity primary key,
      server_id uuid not null,
      grp text not null check (length(grp) between 1 and 100),
      unique (server_id, grp)
    );

    create table series (
      id integer generated always as identity primary key,
      source_id integer not null references series_sources (id),
      server_id uuid not null,
      metric text not null check (length(metric) between 1 and 200),
      labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
      unit text not null check (length(unit) <= 40),
      -- stamped once a week while samples arrive: tells which series retention may forget
      seen_at timestamptz not null default now(),
      unique (source_id, metric, labels)
    );
    create index series_server on series (server_id, metric);

    -- Which series stands at which position of a row of samples. A mount that appears makes a new layout.
    create table series_layouts (
      id integer generated always as identity primary key,
      source_id integer not null references series_sources (id),
      digest bytea not null check (length(digest) = 32),
      series_ids integer[] not null,
      -- stamped at least daily by every process that writes with it
      used_at timestamptz not null default now(),
      unique (source_id, digest)
    );

    create table retention_settings (
      resource_type text primary key check (length(resource_type) between 1 and 100),
      days integer not null check (days between 2 and 36500),
      -- collectors with a shorter rule: up to this day it has been carried out
      applied_through date,
      changed_at timestamptz not null default now(),
      changed_by text not null
    );
    insert into retention_settings (resource_type, days, changed_by)
      values ('samples', 365, 'system'), ('rollups', 1825, 'system');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table retention_settings, series_layouts, series, series_sources');
}
