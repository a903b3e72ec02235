// Lists of the API with 2,000 servers, 5,000 runs and 20,000 errors behind them, over HTTP on the loopback.
// Needs TEST_DATABASE_URL: `node dist/bench/api/lists.js`.
import { newId } from '../../src/platform/ids/ids.js';
import { startFullApi, type FullApi } from '../../tests/helpers/full-api.js';
import { percentile } from '../series/statistics.js';

const SERVERS = 2_000;
const RUNS = 5_000;
const ERRORS = 20_000;
const WARM_UP = 20;
const REPEATS = 200;
const GOAL_MS = 50;

// A profile and capabilities of usual size: rows are as wide as in a fleet that has been collected.
const PROFILE = { os: 'debian', version: '12', kernel: '6.1.0', arch: 'x86_64', cpus: 8, notes: 'x'.repeat(600) };

const LISTS: Readonly<Record<string, string>> = {
  'servers, limit 50': '/api/infrastructure/servers?limit=50',
  'servers, limit 500': '/api/infrastructure/servers?limit=500',
  'servers, selector, limit 50': '/api/infrastructure/servers?limit=50&selector=role%3Ddb%2Cenv!%3Dtest',
  'servers, site and status, limit 50': '/api/infrastructure/servers?limit=50&site=site-3&status=online',
  'errors, limit 50': '/api/infrastructure/collection/errors?limit=50',
  'errors, limit 500': '/api/infrastructure/collection/errors?limit=500',
  'errors of one class, limit 50': '/api/infrastructure/collection/errors?limit=50&class=disk_full',
  'runs, limit 50': '/api/infrastructure/collection/runs?limit=50',
  'runs, limit 500': '/api/infrastructure/collection/runs?limit=500',
  'audit, limit 50': '/api/audit?limit=50&order=desc',
};

async function fill({ db }: FullApi): Promise<void> {
  const { pool } = db.database;
  const ids = (count: number): string[] => Array.from({ length: count }, () => newId());
  const servers = ids(SERVERS);
  const runs = ids(RUNS);
  await pool.query(
    `insert into servers (id, name, address, transport, site, status, labels, profile, capabilities)
     select id, case when n % 2 = 0 then 'Node-' else 'node-' end || n, '10.0.0.1', 'local', 'site-' || n % 10,
            case when n % 20 = 0 then 'offline' else 'online' end,
            jsonb_build_object('role', case when n % 3 = 0 then 'db' else 'web' end, 'env', 'e' || n % 4), $2, $2
       from unnest($1::uuid[]) with ordinality as t (id, n)`,
    [servers, JSON.stringify(PROFILE)],
  );
  await pool.query(
    `insert into server_host_keys (id, server_id, algorithm, key_blob, fingerprint, state, trust, pinned_at)
     select gen_random_uuid(), id, 'ssh-ed25519', decode(repeat('ab', 51), 'hex'), 'SHA256:' || id, 'pinned', 'first_use', now()
       from unnest($1::uuid[]) as t (id)`,
    [servers],
  );
  await pool.query(
    `insert into collection_runs (id, state, origin, requested_by, correlation_id, workflow_id, classes, tick_at, started_at, finished_at)
     select id, 'completed', 'schedule', 'schedule:collection', id, 'collection/cycle/scheduled', '{fast}', at, at, at
       from (select id, now() - n * interval '5 minutes' as at from unnest($1::uuid[]) with ordinality as t (id, n)) r`,
    [runs],
  );
  await pool.query(
    `insert into collection_errors (id, run_id, server_id, stage, class, message, remedy, retryable, at)
     select gen_random_uuid(), ($1::uuid[])[1 + n % $3], ($2::uuid[])[1 + n / $3], 'connect',
            case when n % 1000 = 0 then 'disk_full' else 'connect_timeout' end, 'The host did not answer in time.',
            'Check the network path.', true, now() - n * interval '1 minute'
       from generate_series(0, $4::int - 1) as n`,
    [runs, servers, RUNS, ERRORS],
  );
  await pool.query('analyze servers, server_host_keys, collection_runs, collection_errors');
}

async function measure(api: FullApi, address: string): Promise<number[]> {
  const durations: number[] = [];
  for (let n = 0; n < WARM_UP + REPEATS; n += 1) {
    const startedAt = performance.now();
    const reply = await api.request('GET', address);
    if (reply.status !== 200) throw new Error(`${address}: ${reply.text}`);
    if (n >= WARM_UP) durations.push(performance.now() - startedAt);
  }
  return durations;
}

async function run(): Promise<number> {
  const api = await startFullApi({ strictResponses: false });
  try {
    await fill(api);
    let slowest = 0;
    process.stdout.write(`${SERVERS} servers, ${RUNS} runs, ${ERRORS} errors; ${REPEATS} requests each\n`);
    process.stdout.write(`${'list'.padEnd(38)}     p50     p95     p99  (ms)\n`);
    for (const [title, address] of Object.entries(LISTS)) {
      const durations = await measure(api, address);
      const shown = [0.5, 0.95, 0.99].map((share) => percentile(durations, share));
      slowest = Math.max(slowest, shown[0] ?? 0);
      process.stdout.write(`${title.padEnd(38)} ${shown.map((ms) => ms.toFixed(1).padStart(7)).join(' ')}\n`);
    }
    process.stdout.write(`slowest median: ${slowest.toFixed(1)} ms, goal: below ${GOAL_MS} ms\n`);
    return slowest < GOAL_MS ? 0 : 1;
  } finally {
    await api.stop();
  }
}

process.exitCode = await run();
