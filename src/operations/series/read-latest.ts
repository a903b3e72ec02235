import type pg from 'pg';

// One row per source, so a mount that has vanished is not shown any more.
const LATEST = `
  select coalesce('{"items":[' || string_agg(
           '{"metric":' || to_json(s.metric) || ',"labels":' || s.labels || ',"unit":' || to_json(s.unit)
             || ',"time":"' || trim('"' from to_json(t.at at time zone 'UTC')::text) || 'Z","value":'
             || coalesce(u.value::text, 'null') || '}', ',' order by s.metric, s.labels::text) || ']}',
         '{"items":[]}') as answer
    from series_sources o
    join latest_samples t on t.source_id = o.id and t.at >= $2
    join series_layouts l on l.id = t.layout_id,
    unnest(l.series_ids, t."values") as u(series_id, value)
    join series s on s.id = u.series_id
   where o.server_id = $1`;

/**
 * The newest value of every series of a host as JSON text in the shape of `latestAnswerSchema`; `since` leaves out
 * what no collector has reported for a while.
 */
export async function readLatestJson(
  pool: pg.Pool,
  query: { readonly serverId: string; readonly since: Date },
): Promise<string> {
  const { rows } = await pool.query<{ answer: string }>({
    name: 'series_latest',
    text: LATEST,
    values: [query.serverId, query.since],
  });
  return rows[0]?.answer ?? '{"items":[]}';
}
