import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrateDatabase } from '../../src/platform/db/migrate.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/embedded/embedded-postgres.js';
import { startEmbeddedTemporal, type EmbeddedTemporal } from '../../src/platform/embedded/embedded-temporal.js';
import { listSearchAttributes } from '../../src/platform/temporal/search-attributes.js';
import { findTemporal } from '../platform/embedded/parts.js';
import { killQuietly, listDescendants } from './sshd-process.js';
import type { SystemParts } from './system.js';

/** A part that can be taken away and given back, at the same address. */
export interface OutagePart {
  stop(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP to all its processes: connections stay open and nothing answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

/** PostgreSQL and Temporal for one test alone. */
export interface OwnParts {
  readonly parts: SystemParts;
  readonly postgres: OutagePart;
  readonly temporal: OutagePart;
  dispose(): Promise<void>;
}

type Running = EmbeddedPostgres | EmbeddedTemporal;

export async function startOwnParts(): Promise<OwnParts> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'mw-parts-'));
  await chmod(dataDirectory, 0o711);
  const binary = await findTemporal();
  const startPostgres = (port?: number) =>
    startEmbeddedPostgres({ dataDirectory, durable: false, ...(port === undefined ? {} : { port }) });
  const database = await startPostgres();
  const startTemporal = (port?: number) =>
    startEmbeddedTemporal({
      binary,
      dataDirectory,
      searchAttributes: listSearchAttributes(),
      ...(port === undefined ? {} : { port }),
    });
  const server = await startTemporal();
  const { applicationUrl, ownerUrl, port } = database;
  await migrateDatabase({ ownerUrl, applicationRole: decodeURIComponent(new URL(applicationUrl).username) });
  const postgres = createOutagePart(database, () => startPostgres(port));
  const temporal = createOutagePart(server, () => startTemporal(Number(new URL(`tcp://${server.address}`).port)));
  return {
    parts: {
      databaseUrl: applicationUrl,
      databaseOwnerUrl: ownerUrl,
      temporalAddress: server.address,
      temporalNamespace: 'default',
    },
    postgres,
    temporal,
    async dispose() {
      await temporal.stop();
      await postgres.stop();
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function createOutagePart(first: Running, restart: () => Promise<Running>): OutagePart {
  let current = first;
  const signalAll = async (signal: NodeJS.Signals): Promise<void> => {
    for (const pid of [current.pid, ...(await listDescendants(current.pid))]) killQuietly(pid, signal);
  };
  return {
    stop: () => current.stop(),
    async start() {
      current = await restart();
    },
    freeze: () => signalAll('SIGSTOP'),
    async thaw() {
      await signalAll('SIGCONT');
      await sleep(50);
    },
  };
}
