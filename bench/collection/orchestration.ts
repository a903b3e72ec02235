import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { loadConfig } from '../../src/config/config.js';
import { startEmbeddedTemporal } from '../../src/platform/embedded/embedded-temporal.js';
import { resolveTemporalBinary } from '../../src/platform/embedded/temporal-binary.js';
import { formatSpread, summarise } from '../shared/measure-process.js';

// What Temporal costs for 1,000 hosts: an activity per host against the product’s batches of 25, no-op activities,
// the development server on a file. CPU of worker and server together.
const HOSTS = 1_000;
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const TICKS_PER_SECOND = 100;

const directory = mkdtempSync(path.join(tmpdir(), 'millwright-bench-'));
const { cacheDirectory } = loadConfig({ environment: { ...process.env } });
const binary = await resolveTemporalBinary({ cacheDirectory, environment: process.env });
const server = await startEmbeddedTemporal({ binary: binary.path, dataDirectory: directory, searchAttributes: [] });
Runtime.install({ logger: new DefaultLogger('ERROR') });
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('orchestration-workflows.js', import.meta.url)),
  logger: new DefaultLogger('ERROR'),
});
const connection = await NativeConnection.connect({ address: server.address });
const worker = await Worker.create({
  connection,
  taskQueue: 'bench',
  workflowBundle: { code },
  activities: { collect: async ({ hosts }: { hosts: number }) => ({ succeeded: hosts }) },
});
const running = worker.run();
const client = new Client({ connection: await Connection.connect({ address: server.address }) });

function readServerCpuSeconds(): number {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function measure(size: number, run: number): Promise<{ wall: number; cpu: number }> {
  const serverBefore = readServerCpuSeconds();
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const result: number = await client.workflow.execute('fanOut', {
    taskQueue: 'bench',
    workflowId: `bench-${size}-${run}`,
    args: [{ hosts: HOSTS, size }],
  });
  if (result !== HOSTS) throw new Error(`${result} of ${HOSTS}`);
  const used = process.cpuUsage(before);
  return {
    wall: (performance.now() - startedAt) / 1000,
    cpu: (used.user + used.system) / 1e6 + readServerCpuSeconds() - serverBefore,
  };
}

try {
  const figures = new Map<number, { wall: number; cpu: number }[]>([
    [1, []],
    [25, []],
  ]);
  for (let run = 0; run <= RUNS; run += 1) {
    for (const [size, runs] of figures) {
      const figure = await measure(size, run);
      if (run > 0) runs.push(figure);
    }
  }
  const cpu = (size: number) => summarise((figures.get(size) ?? []).map((figure) => figure.cpu));
  const wall = (size: number) => summarise((figures.get(size) ?? []).map((figure) => figure.wall));
  console.log(
    `${HOSTS} hosts, an activity per host: cpu ${formatSpread(cpu(1), 2)} s, wall ${formatSpread(wall(1), 2)} s`,
  );
  console.log(
    `${HOSTS} hosts, batches of 25:        cpu ${formatSpread(cpu(25), 2)} s, wall ${formatSpread(wall(25), 2)} s`,
  );
  console.log(
    `batches cost 1/${(cpu(1).median / cpu(25).median).toFixed(1)} of the CPU, 1/${(wall(1).median / wall(25).median).toFixed(1)} of the time`,
  );
} finally {
  worker.shutdown();
  await running;
  await connection.close();
  await client.connection.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
