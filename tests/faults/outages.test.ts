import { setTimeout as sleep } from 'node:timers/promises';
import { keepToBasics } from '../helpers/keep-to-basics.js';
import test, { type ExecutionContext } from 'ava';
import type { CollectionRun } from '../../src/domain/collection/run.js';
import { describeSlowHosts, enrolFleet, type EnrolledFleet } from '../helpers/system-fleet.js';
import { startOwnParts, type OutagePart, type OwnParts } from '../helpers/system-own-parts.js';
import { startSystem, type TestSystem } from '../helpers/system.js';
import { waitUntil } from '../helpers/wait-until.js';

const SLOW = 4;
const HOSTS = [...describeSlowHosts(SLOW, (index) => 0.4 * (index + 1)), { name: 'down', kind: 'down' }] as const;
/** The path of a longer outage is the same: retries go on for minutes. */
const OUTAGE_MS = 8_000;
/** Within it a caller hears that he has to come again. */
const CALL_BUDGET_MS = 8_000;
const READY_AGAIN_MS = 15_000;
const TIME_LIMIT_MS = 80_000;

let own: OwnParts;
let system: TestSystem;
let enrolled: EnrolledFleet;

test.before(async () => {
  own = await startOwnParts();
  system = await startSystem({ worker: 'child', parts: own.parts });
  await keepToBasics(system);
  enrolled = await enrolFleet(system, HOSTS);
});
test.after.always(async () => {
  await system?.stop();
  await enrolled?.fleet.stop();
  await own?.dispose();
});

interface Outage {
  readonly title: string;
  readonly part: () => OutagePart;
  readonly begin: (part: OutagePart) => Promise<void>;
  readonly end: (part: OutagePart) => Promise<void>;
  /** What cannot be answered meanwhile, and the problem that says so. */
  readonly asks: readonly (readonly [method: string, path: string])[];
  readonly code: 'database_unavailable' | 'temporal_unavailable';
}

const POSTGRES = {
  part: () => own.postgres,
  code: 'database_unavailable',
  asks: [
    ['GET', '/api/infrastructure/servers'],
    ['POST', '/api/infrastructure/collection/runs'],
    ['GET', '/api/infrastructure/collection/runs'],
  ],
} as const;
const TEMPORAL = {
  part: () => own.temporal,
  code: 'temporal_unavailable',
  asks: [['POST', '/api/infrastructure/collection/runs']],
} as const;
const STOP = { begin: (part: OutagePart) => part.stop(), end: (part: OutagePart) => part.start() };
const FREEZE = { begin: (part: OutagePart) => part.freeze(), end: (part: OutagePart) => part.thaw() };

const OUTAGES: readonly Outage[] = [
  { title: 'PostgreSQL stopped', ...POSTGRES, ...STOP },
  { title: 'PostgreSQL frozen', ...POSTGRES, ...FREEZE },
  { title: 'Temporal stopped', ...TEMPORAL, ...STOP },
  { title: 'Temporal frozen', ...TEMPORAL, ...FREEZE },
];

/** Callers before the outage leave connections behind that look as if they worked. */
async function openConnections(): Promise<void> {
  const ask = () => system.ask('GET', '/api/infrastructure/servers');
  await Promise.all(Array.from({ length: 12 }, ask));
}

async function readReadiness(): Promise<number> {
  const { status } = await fetch(`${system.url}/health/ready`);
  return status;
}

async function assertProblem(t: ExecutionContext, { code }: Outage, ask: Outage['asks'][number]): Promise<number> {
  const [method, path] = ask;
  const answer = await system.api(method, path, method === 'POST' ? {} : undefined);
  t.is(answer.status, 503, `${method} ${path}: ${answer.text}`);
  t.is(answer.body['code'], code);
  t.is(answer.headers.get('content-type'), 'application/problem+json');
  t.regex(answer.headers.get('retry-after') ?? '', /^\d+$/);
  t.true(answer.durationMs <= CALL_BUDGET_MS, `${method} ${path} took ${answer.durationMs} ms`);
  return answer.durationMs;
}

async function assertRun(t: ExecutionContext, id: string): Promise<CollectionRun> {
  const run = await system.waitForRun(id, TIME_LIMIT_MS);
  t.is(run.failure, null);
  t.is(run.state, 'completed');
  t.deepEqual(run.servers, { total: HOSTS.length, succeeded: SLOW, failed: 1 });
  t.is((await system.listErrors(run.id)).length, 1);
  const { rows } = await system.database.pool.query<{ n: number; hosts: number }>(
    `select count(*)::int as n, count(distinct source_id)::int as hosts from samples where at = $1`,
    [run.tickAt],
  );
  t.deepEqual(rows[0], { n: SLOW, hosts: SLOW });
  return run;
}

for (const outage of OUTAGES) {
  test.serial(`${outage.title} for some seconds in mid-cycle: 503 meanwhile, and all by itself again`, async (t) => {
    t.is(await readReadiness(), 200);
    const { pid } = system.worker();
    const open = await system.startRun();
    await waitUntil(async () => (await system.listErrors(open.id)).length > 0, 30_000);
    await openConnections();
    const part = outage.part();
    let away = true;
    t.teardown(async () => {
      if (away) await outage.end(part);
    });
    await outage.begin(part);
    const beganAt = Date.now();
    t.is(await readReadiness(), 503);
    t.is((await fetch(`${system.url}/health/live`)).status, 200);
    const tookMs = await Promise.all(outage.asks.map((ask) => assertProblem(t, outage, ask)));
    await sleep(Math.max(0, OUTAGE_MS - (Date.now() - beganAt)));
    t.is(await readReadiness(), 503);
    away = false;
    await outage.end(part);
    const endedAt = Date.now();
    await waitUntil(async () => (await readReadiness()) === 200, READY_AGAIN_MS);
    const readyMs = Date.now() - endedAt;
    await assertRun(t, open.id);
    await assertRun(t, (await system.startRun()).id);
    t.log(`away ${endedAt - beganAt} ms; 503 after ${tookMs.join(', ')} ms; ready again after ${readyMs} ms`);
    t.is(system.worker().pid, pid);
    t.false(system.worker().hasEnded());
  });
}
