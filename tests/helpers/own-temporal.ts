import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { startEmbeddedTemporal } from '../../src/platform/embedded/embedded-temporal.js';
import { resolveTemporalBinary } from '../../src/platform/embedded/temporal-binary.js';
import { listSearchAttributes } from '../../src/platform/temporal/search-attributes.js';

/** The bundle that the build made: what production loads. */
export const BUNDLE = fileURLToPath(new URL('../../src/workflows/bundle.js', import.meta.url));

export interface OwnTemporal {
  readonly client: Client;
  /** A worker with the built workflows, or one with activities only. Stopped with `stop`. */
  startWorker(
    taskQueue: string,
    options: { readonly workflows: boolean; readonly activities: object },
  ): Promise<Worker>;
  stop(): Promise<void>;
}

/** A development server of its own, so that no other test file takes its tasks. */
export async function startOwnTemporal(): Promise<OwnTemporal> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-temporal-'));
  const cacheDirectory = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'millwright');
  const binary = await resolveTemporalBinary({ cacheDirectory, environment: process.env });
  const server = await startEmbeddedTemporal({
    binary: binary.path,
    dataDirectory: directory,
    searchAttributes: listSearchAttributes(),
  });
  const connection = await NativeConnection.connect({ address: server.address });
  const client = new Client({ connection: await Connection.connect({ address: server.address }) });
  const workers: { worker: Worker; run: Promise<void> }[] = [];
  return {
    client,
    async startWorker(taskQueue, { workflows, activities }) {
      const bundle = workflows ? { workflowBundle: { codePath: BUNDLE } } : {};
      const worker = await Worker.create({ connection, taskQueue, activities, ...bundle });
      workers.push({ worker, run: worker.run() });
      return worker;
    },
    async stop() {
      for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(workers.map(({ run }) => run));
      await connection.close();
      await client.connection.close();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
