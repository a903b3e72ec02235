import { readFileSync } from 'node:fs';
import { enrolFleet } from '../../tests/helpers/system-fleet.js';
import { startSystem } from '../../tests/helpers/system.js';
import { formatSpread, summarise } from '../shared/measure-process.js';

// The row of the whole product: an on-demand run of 20 sshd through the API, Temporal, the worker and PostgreSQL, first
// contact (connect, pin, detect) and warm. CPU of API and worker, which are one process here; servers apart.
// Needs TEST_DATABASE_URL and TEST_TEMPORAL_ADDRESS; TEMPORAL_PID adds the Temporal server's CPU.
const HOSTS = 20;
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const TICKS_PER_SECOND = 100;

const system = await startSystem({ worker: 'in_process' });
const { fleet } = await enrolFleet(
  system,
  Array.from({ length: HOSTS }, (_, index) => ({ name: `host-${index + 1}` })),
);

function readTemporalCpuSeconds(): number {
  const pid = process.env.TEMPORAL_PID;
  if (pid === undefined) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function measure(): Promise<{ wall: number; cpu: number; temporal: number }> {
  const temporal = readTemporalCpuSeconds();
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const run = await system.startRun();
  const ended = await system.waitForRun(run.id, 60_000);
  if (ended.servers.succeeded !== HOSTS) throw new Error(`${ended.servers.succeeded} of ${HOSTS} hosts were collected`);
  const used = process.cpuUsage(before);
  return {
    wall: (performance.now() - startedAt) / 1000,
    cpu: (used.user + used.system) / 1e6,
    temporal: readTemporalCpuSeconds() - temporal,
  };
}

try {
  const first = await measure();
  console.log(
    `whole product, first contact with ${HOSTS} hosts: wall ${first.wall.toFixed(2)} s, cpu ${first.cpu.toFixed(2)} s, Temporal ${first.temporal.toFixed(2)} s`,
  );
  const runs: Awaited<ReturnType<typeof measure>>[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure());
  const of = (key: 'wall' | 'cpu' | 'temporal') => formatSpread(summarise(runs.map((run) => run[key])), 2);
  console.log(`whole product, warm: wall ${of('wall')} s, cpu ${of('cpu')} s, Temporal ${of('temporal')} s`);
} finally {
  await system.stop();
  await fleet.stop();
}
