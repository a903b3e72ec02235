import type { Knex } from 'knex';

/**
 * The samples: rows of the open days, packed closed days, roll-ups. Docs: docs/decisions/0003-time-series-layout.md.
 * Partitions are made by the application at run time, because their owner must be able to detach them; there is no
 * default partition, because that would forbid DETACH CONCURRENTLY.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table samples (
      source_id integer not null,
      layout_id integer not null,
      at timestamptz not null,
      "values" double precision[] not null,
      primary key (source_id, at),
      -- PostgreSQL would write them into JSON as strings
      constraint samples_finite check (
        not ('NaN'::float8 = any ("values"))
        and not ('Infinity'::float8 = any ("values"))
        and not ('-Infinity'::float8 = any ("values"))
      )
    ) partition by range (at);

    create table latest_samples (
      source_id integer primary key,
      layout_id integer not null,
      at timestamptz not null,
      "values" double precision[] not null
    ) with (fillfactor = 70);

    -- The times of a source's rows on one day, in ms after midnight UTC; sources that share their ticks share the row.
    create table packed_grids (
      id integer generated always as identity primary key,
      day date not null,
      digest bytea not null check (length(digest) = 32),
      offsets_ms integer[] not null,
      -- smallest distance between two of them; null for a single one
      min_gap_ms integer,
      unique (day, digest)
    );

    -- One series on one closed day: "values"[n] was measured at offsets_ms[n] of the grid.
    create table packed_days (
      series_id integer not null,
      grid_id integer not null,
      day date not null,
      "values" double precision[] not null,
      primary key (series_id, day)
    ) partition by range (day);
    -- compressed, and kept beside the row instead of in a second table
    alter table packed_days alter column "values" set storage main;

    -- Element n of an hour array is hour n - 1 of the UTC day; null where the hour has no sample.
    create table rollup_days (
      series_id integer not null,
      day date not null,
      day_min double precision not null,
      day_max double precision not null,
      day_sum double precision not null,
      day_last double precision not null,
      day_count integer not null,
      hour_min double precision[] not null,
      hour_max double precision[] not null,
      hour_sum double precision[] not null,
      hour_last double precision[] not null,
      hour_count integer[] not null,
      primary key (series_id, day) include (day_min, day_max, day_sum, day_last, day_count)
    ) partition by range (day);

    -- One row per closed day: how far packing and rolling up have come, and what the day cost.
    create table sample_days (
      day date primary key,
      row_count bigint not null,
      sample_count bigint not null,
      raw_bytes bigint not null,
      packed_bytes bigint not null,
      rollup_bytes bigint,
      packed_at timestamptz not null default now(),
      rolled_up_at timestamptz,
      -- its samples are gone, by retention
      expired_at timestamptz
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table sample_days, rollup_days, packed_days, packed_grids, latest_samples, samples');
}
