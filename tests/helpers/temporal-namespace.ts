import { randomBytes } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import {
  connectTemporal,
  listMissingSearchAttributes,
  registerSearchAttributes,
  type TemporalConnection,
} from '../../src/platform/temporal/connection.js';
import { waitUntil } from './wait-until.js';

export interface TestNamespace {
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  readonly temporal: TemporalConnection;
  /** Ends what is still open in it, and closes the connection. */
  remove(): Promise<void>;
}

const READY_MS = 60_000;

export function testTemporalAddress(): string {
  const address = process.env.TEST_TEMPORAL_ADDRESS;
  if (address === undefined) throw new Error('TEST_TEMPORAL_ADDRESS is not set: run the tests with `npm test`');
  return address;
}

/** A Temporal namespace of its own: workers of tests that run at the same time would take each other's tasks. */
export async function createTestNamespace(): Promise<TestNamespace> {
  const address = testTemporalAddress();
  const namespace = `mw-test-${randomBytes(6).toString('hex')}`;
  const temporal = connectTemporal({ address, namespace, callTimeoutMs: 20_000 });
  const { workflowService } = temporal.client;
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
  // The server's own caches learn of a new namespace with a delay.
  await waitUntil(() => succeeds(() => registerSearchAttributes(temporal)), READY_MS);
  await waitUntil(async () => (await listMissingSearchAttributes(temporal)).length === 0, READY_MS);
  await waitUntil(() => succeeds(() => temporal.call((client) => client.workflow.count())), READY_MS);
  return {
    address,
    namespace,
    temporal,
    async remove() {
      const { operatorService } = temporal.client.connection as Connection;
      await operatorService.deleteNamespace({ namespace }).catch(() => undefined);
      await temporal.close();
    },
  };
}

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}
