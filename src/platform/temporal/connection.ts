import { Client, Connection } from '@temporalio/client';
import { listSearchAttributes } from './search-attributes.js';

export interface TemporalOptions {
  readonly address: string;
  readonly namespace: string;
  /** Budget of one call; the API answers 503 after it. */
  readonly callTimeoutMs?: number;
}

/** One process's client. It connects lazily and reconnects by itself. */
export interface TemporalConnection {
  readonly client: Client;
  readonly namespace: string;
  /** Runs calls under the call budget, so that an outage becomes an error within seconds. */
  call<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Throws when Temporal does not answer within `timeoutMs`. */
  ping(timeoutMs: number): Promise<void>;
  /** Whether a worker polls a task queue for activities right now (seen within the last minute). */
  hasPollers(taskQueue: string): Promise<boolean>;
  close(): Promise<void>;
}

// temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
const ACTIVITY_QUEUE_TYPE = 2;
// temporal.api.enums.v1.IndexedValueType
const INDEXED_VALUE_TYPES: Readonly<Record<string, number>> = { Keyword: 2, Bool: 5, Datetime: 6 };
const POLLER_FRESH_MS = 60_000;

export function connectTemporal(options: TemporalOptions): TemporalConnection {
  const connection = Connection.lazy({ address: options.address, connectTimeout: 5_000 });
  const client = new Client({ connection, namespace: options.namespace });
  const callTimeoutMs = options.callTimeoutMs ?? 5_000;
  return {
    client,
    namespace: options.namespace,
    call: (work) => client.withDeadline(Date.now() + callTimeoutMs, () => work(client)),
    async ping(timeoutMs) {
      await client.withDeadline(Date.now() + timeoutMs, () =>
        connection.workflowService.describeNamespace({ namespace: options.namespace }),
      );
    },
    async hasPollers(taskQueue) {
      const answer = await client.withDeadline(Date.now() + callTimeoutMs, () =>
        connection.workflowService.describeTaskQueue({
          namespace: options.namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: ACTIVITY_QUEUE_TYPE,
        }),
      );
      return (answer.pollers ?? []).some((poller) => isFresh(poller.lastAccessTime));
    },
    close: () => connection.close(),
  };
}

// A protobuf Timestamp; its seconds are a Long.
function isFresh(time: { seconds?: { toString(): string } | null } | null | undefined): boolean {
  const seconds = time?.seconds;
  if (seconds === undefined || seconds === null) return false;
  return Date.now() - Number(seconds.toString()) * 1000 < POLLER_FRESH_MS;
}

/** Names of the search attributes that Temporal does not know yet. */
export async function listMissingSearchAttributes(connection: TemporalConnection): Promise<string[]> {
  const service = (connection.client.connection as Connection).operatorService;
  const present = await connection.call(() => service.listSearchAttributes({ namespace: connection.namespace }));
  return listSearchAttributes()
    .map(({ name }) => name)
    .filter((name) => !(name in (present.customAttributes ?? {})));
}

/** Registers missing search attributes; on a development server they are given at start already. */
export async function registerSearchAttributes(connection: TemporalConnection): Promise<string[]> {
  const missing = await listMissingSearchAttributes(connection);
  if (missing.length === 0) return [];
  const wanted = listSearchAttributes().filter(({ name }) => missing.includes(name));
  const searchAttributes = Object.fromEntries(wanted.map(({ name, type }) => [name, INDEXED_VALUE_TYPES[type] ?? 2]));
  const service = (connection.client.connection as Connection).operatorService;
  await connection.call(() => service.addSearchAttributes({ namespace: connection.namespace, searchAttributes }));
  return missing;
}
