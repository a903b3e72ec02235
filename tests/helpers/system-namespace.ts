import { randomBytes } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { connectTemporal, registerSearchAttributes } from '../../src/platform/temporal/connection.js';

/**
 * A Temporal namespace of its own, with our search attributes, on the server that the test run started: task queues are
 * per namespace, so that no test takes another one's tasks.
 */
export async function createTestNamespace(address = testTemporalAddress()): Promise<string> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const temporal = connectTemporal({ address, namespace });
  try {
    const { workflowService } = temporal.client.connection as Connection;
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
    await registerSearchAttributes(temporal);
  } finally {
    await temporal.close();
  }
  return namespace;
}

/** Ends what is still open in it: schedules of a test that is over must not tick on. */
export async function removeTestNamespace(namespace: string, address = testTemporalAddress()): Promise<void> {
  const temporal = connectTemporal({ address, namespace });
  try {
    await (temporal.client.connection as Connection).operatorService.deleteNamespace({ namespace });
  } finally {
    await temporal.close();
  }
}

export function testTemporalAddress(): string {
  const address = process.env.TEST_TEMPORAL_ADDRESS;
  if (address === undefined) throw new Error('TEST_TEMPORAL_ADDRESS is not set: run the tests with `npm test`');
  return address;
}
