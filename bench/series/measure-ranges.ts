import type pg from 'pg';
import { readLatestJson } from '../../src/operations/series/read-latest.js';
import { readSeriesJson } from '../../src/operations/series/read-series.js';
import { METRIC_NAMES, serverIds } from './load.js';
import { percentile, show, summarise, timeMs } from './statistics.js';

const DAY_MS = 86_400_000;
const ROUNDS = 5;

interface Range {
  readonly name: string;
  readonly spanMs: number;
  readonly stepSeconds?: number;
  /** Queries a round. */
  readonly queries: number;
  /** Only the first hosts have a year. */
  readonly hosts: number;
}

const RANGES: readonly Range[] = [
  { name: '1 h', spanMs: DAY_MS / 24, queries: 200, hosts: 100 },
  { name: '24 h', spanMs: DAY_MS, queries: 200, hosts: 100 },
  { name: '7 d', spanMs: 7 * DAY_MS, queries: 200, hosts: 100 },
  { name: '17 d', spanMs: 17 * DAY_MS, queries: 200, hosts: 100 },
  { name: '17 d, every sample', spanMs: 17 * DAY_MS, stepSeconds: 300, queries: 60, hosts: 100 },
  { name: '17 d, steps of 30 min', spanMs: 17 * DAY_MS, stepSeconds: 1_800, queries: 60, hosts: 100 },
  { name: '90 d', spanMs: 90 * DAY_MS, queries: 100, hosts: 5 },
  { name: '180 d', spanMs: 180 * DAY_MS, queries: 100, hosts: 5 },
  { name: '1 y', spanMs: 365 * DAY_MS, queries: 100, hosts: 5 },
  { name: '1 y, steps of 12 h', spanMs: 365 * DAY_MS, stepSeconds: 43_200, queries: 100, hosts: 5 },
];

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;

/** One random series per query, warm cache, one connection at a time; every round asks every range. */
export async function measureRanges(pool: pg.Pool, endMs: number): Promise<void> {
  const times = new Map(RANGES.map((range) => [range.name, { p50: [] as number[], p95: [] as number[], points: 0 }]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const range of RANGES) {
      const servers = serverIds(range.hosts);
      const own: number[] = [];
      for (let n = 0; n < range.queries; n += 1) {
        // not always up to now: within the last two hours
        const to = new Date(endMs + 1 - Math.floor(Math.random() * 7_200_000));
        const query = {
          serverId: pick(servers),
          metrics: [pick(METRIC_NAMES)],
          from: new Date(to.getTime() - range.spanMs),
          to,
          stepSeconds: range.stepSeconds,
        };
        let text = '';
        own.push(await timeMs(async () => (text = await readSeriesJson(pool, query))));
        times.get(range.name)!.points = JSON.parse(text).series[0]?.points.length ?? 0;
      }
      if (round === 0) continue;
      times.get(range.name)!.p50.push(percentile(own, 0.5));
      times.get(range.name)!.p95.push(percentile(own, 0.95));
    }
  }
  console.log('\n## One series, ms (median of rounds, spread)\n');
  console.log('| range | points | p50 | p95 |\n|---|---|---|---|');
  for (const [name, { p50, p95, points }] of times) {
    console.log(`| ${name} | ${points} | ${show(summarise(p50))} | ${show(summarise(p95))} |`);
  }
  await measureWhole(pool, endMs);
}

async function measureWhole(pool: pg.Pool, endMs: number): Promise<void> {
  const to = new Date(endMs + 1);
  const day: number[] = [];
  const latest: number[] = [];
  for (let n = 0; n < 30; n += 1) {
    const serverId = pick(serverIds(100));
    day.push(await timeMs(() => readSeriesJson(pool, { serverId, from: new Date(endMs - DAY_MS), to })));
    latest.push(await timeMs(() => readLatestJson(pool, { serverId, since: new Date(endMs - DAY_MS) })));
  }
  console.log(`\nAll 20 series of a host over 24 h: ${show(summarise(day))} ms`);
  console.log(`Latest values of a host: ${show(summarise(latest))} ms`);
}
