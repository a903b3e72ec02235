import type { Database } from '../../src/platform/db/database.js';
import { readSeriesJson } from '../../src/operations/series/read-series.js';
import { METRIC_NAMES, serverIds } from './load.js';
import { cpuMs, show, summarise } from './statistics.js';

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 10;

interface Query {
  readonly serverId: string;
  readonly metric: string;
  readonly from: Date;
  readonly to: Date;
}
type Reader = (query: Query) => Promise<string>;

interface PointRow {
  readonly metric: string;
  readonly labels: Record<string, string>;
  readonly unit: string;
  readonly at: Date;
  readonly value: number;
}

/** The peer: the same rows of the same tables through knex, row by row into the same JSON. */
function readByRows(database: Database): Reader {
  const { knex } = database;
  return async ({ serverId, metric, from, to }) => {
    const rows: PointRow[] = await knex('samples as r')
      .join('series_layouts as l', 'l.id', 'r.layout_id')
      .join('series as s', function join() {
        this.on('s.source_id', 'r.source_id').andOn(knex.raw('s.id = any (l.series_ids)'));
      })
      .where({ 's.server_id': serverId, 's.metric': metric })
      .andWhere('r.at', '>=', from)
      .andWhere('r.at', '<', to)
      .orderBy('r.at')
      .select(
        's.metric',
        's.labels',
        's.unit',
        'r.at',
        knex.raw('r."values"[array_position(l.series_ids, s.id)] as value'),
      );
    const first = rows[0];
    if (first === undefined) return '{"series":[]}';
    const points = rows.map((row) => [row.at.toISOString(), row.value]);
    const { metric: name, labels, unit } = first;
    return JSON.stringify({ series: [{ metric: name, labels, unit, points }] });
  };
}

async function run(read: Reader, endMs: number): Promise<{ perSecond: number; cpuMs: number }> {
  const servers = serverIds(100);
  const until = Date.now() + SECONDS * 1_000;
  const before = cpuMs();
  let answers = 0;
  const loop = async (): Promise<void> => {
    while (Date.now() < until) {
      const serverId = servers[Math.floor(Math.random() * servers.length)]!;
      const metric = METRIC_NAMES[Math.floor(Math.random() * METRIC_NAMES.length)]!;
      await read({ serverId, metric, from: new Date(endMs - 86_400_000), to: new Date(endMs) });
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  return { perSecond: answers / SECONDS, cpuMs: (cpuMs() - before) / answers };
}

/** 24 h of one series, ten callers at once, both ways in turn; the load runs in this process. */
export async function measureThroughput(database: Database, endMs: number): Promise<void> {
  const passThrough: Reader = ({ serverId, metric, from, to }) =>
    readSeriesJson(database.pool, { serverId, metrics: [metric], from, to });
  const byRows = readByRows(database);
  const query = {
    serverId: serverIds(1)[0]!,
    metric: METRIC_NAMES[0]!,
    from: new Date(endMs - 86_400_000),
    to: new Date(endMs),
  };
  const [a, b] = [JSON.parse(await passThrough(query)), JSON.parse(await byRows(query))];
  const plain = (answer: { series: { points: [string, number][] }[] }) =>
    JSON.stringify(answer.series.map((each) => each.points.map(([time, value]) => [Date.parse(time), value])));
  if (plain(a) !== plain(b)) throw new Error('The two ways give different answers.');
  const results = { passThrough: [] as number[], byRows: [] as number[], ratio: [] as number[], cpu: [] as number[] };
  const cpu = { passThrough: [] as number[], byRows: [] as number[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ours = await run(passThrough, endMs);
    const theirs = await run(byRows, endMs);
    if (round === 0) continue;
    results.passThrough.push(ours.perSecond);
    results.byRows.push(theirs.perSecond);
    results.ratio.push(ours.perSecond / theirs.perSecond);
    results.cpu.push(theirs.cpuMs / ours.cpuMs);
    cpu.passThrough.push(ours.cpuMs);
    cpu.byRows.push(theirs.cpuMs);
  }
  console.log('\n## Throughput of a 24 h series, answers a second\n');
  console.log('| | answers/s | Node CPU ms an answer |\n|---|---|---|');
  console.log(
    `| JSON text from PostgreSQL | ${show(summarise(results.passThrough), 0)} | ${show(summarise(cpu.passThrough))} |`,
  );
  console.log(`| knex rows, JSON.stringify | ${show(summarise(results.byRows), 0)} | ${show(summarise(cpu.byRows))} |`);
  console.log(`| ratio | ${show(summarise(results.ratio))} | ${show(summarise(results.cpu))} |`);
}
