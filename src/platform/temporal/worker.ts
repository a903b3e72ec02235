import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type LogLevel as TemporalLogLevel,
  type WorkerOptions,
} from '@temporalio/worker';
import { MillwrightError } from '../errors/millwright-error.js';
import type { Logger } from '../log/logger.js';
import { createFailureInterceptor, type Redact } from './failures.js';

const BUNDLE = fileURLToPath(new URL('../../workflows/bundle.js', import.meta.url));
/** What the SDK warns of and we mean: a site’s queue has activities only. */
const EXPECTED: ReadonlySet<string> = new Set(['No workflows registered, not polling for workflow tasks']);
const GRACE_MS = 10_000;
const FORCE_MS = 30_000;

export interface RuntimeOptions {
  readonly log: Logger;
  /** Loopback address for the SDK’s own Prometheus metrics; they are served through /metrics. */
  readonly metricsAddress: string;
}

/** The SDK’s native runtime: once per process, before the first worker or native connection. */
export function installRuntime({ log, metricsAddress }: RuntimeOptions): void {
  Runtime.install({
    // Shutting down is an ordered list of ours, not the SDK’s.
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (!EXPECTED.has(message)) log[toLevel(level)]({ temporal: pickMeta(meta) }, message);
    }),
    telemetryOptions: {
      metrics: { prometheus: { bindAddress: metricsAddress } },
      logging: { forward: {}, filter: 'temporalio_sdk_core=WARN,temporalio_client=WARN,temporalio_sdk=WARN' },
    },
  });
}

function toLevel(level: TemporalLogLevel): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  return level.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

/** Ids and types only: a log line is no place for payloads. */
function pickMeta(meta: Record<string | symbol, unknown> | undefined): Record<string, unknown> {
  const wanted = ['workflowType', 'workflowId', 'activityType', 'activityId', 'attempt', 'taskQueue'];
  return Object.fromEntries(wanted.filter((key) => meta?.[key] !== undefined).map((key) => [key, meta?.[key]]));
}

export interface WorkersOptions {
  readonly address: string;
  readonly namespace: string;
  readonly identity: string;
  readonly redact: Redact;
  /** One worker a queue; `workflows` for the one that runs them. */
  readonly queues: readonly { readonly taskQueue: string; readonly activities: object; readonly workflows: boolean }[];
}

export interface Workers {
  /** Rejects when a worker fails for good. */
  readonly finished: Promise<void>;
  isRunning(): boolean;
  stop(): Promise<void>;
}

/** Starts the workers of a process. `startup_failed` when Temporal cannot be reached or the bundle is missing. */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const connection = await NativeConnection.connect({ address: options.address });
  const workers = await Promise.all(
    options.queues.map((queue) => Worker.create(describeWorker(options, queue, connection))),
  );
  const runs = workers.map((worker) => worker.run());
  const finished = Promise.all(runs).then(() => undefined);
  // Whoever waits for `finished` hears of it; a failure must not end the process before.
  finished.catch(() => undefined);
  return {
    finished,
    isRunning: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(runs);
      await connection.close();
    },
  };
}

function describeWorker(
  options: WorkersOptions,
  queue: WorkersOptions['queues'][number],
  connection: NativeConnection,
): WorkerOptions {
  return {
    connection,
    namespace: options.namespace,
    identity: options.identity,
    taskQueue: queue.taskQueue,
    activities: queue.activities,
    ...(queue.workflows ? { workflowBundle: { code: readBundle() } } : {}),
    interceptors: { activity: [() => ({ inbound: createFailureInterceptor(options.redact) })] },
    shutdownGraceTime: GRACE_MS,
    shutdownForceTime: FORCE_MS,
  };
}

function readBundle(): string {
  try {
    return readFileSync(BUNDLE, 'utf8');
  } catch (error) {
    throw new MillwrightError('startup_failed', 'The workflow bundle is missing: run `npm run build` first.', {
      cause: error,
    });
  }
}
