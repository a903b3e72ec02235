import { ServiceError } from '@temporalio/client';
import test from 'ava';
import { connectTemporal } from '../../../src/platform/temporal/connection.js';
import { signalWorkflow } from '../../../src/platform/temporal/signal-workflow.js';
import { createTestNamespace, removeTestNamespace, testTemporalAddress } from '../../helpers/system-namespace.js';

const REQUEST = { workflowId: 'test/none', signal: 'changed', input: {} };

test('only a workflow that is really gone is called gone', async (t) => {
  const namespace = await createTestNamespace();
  const temporal = connectTemporal({ address: testTemporalAddress(), namespace });
  t.is(await signalWorkflow(temporal, REQUEST), 'gone');
  const { workflowId } = await temporal.client.workflow.start('nobodyRunsIt', {
    taskQueue: 'engine',
    workflowId: 'test/one',
  });
  t.is(await signalWorkflow(temporal, { ...REQUEST, workflowId }), 'sent');
  await temporal.close();
  await removeTestNamespace(namespace);
});

test('a namespace that is missing and a server that is away are errors', async (t) => {
  const absent = connectTemporal({ address: testTemporalAddress(), namespace: 'mw-test-absent' });
  await t.throwsAsync(signalWorkflow(absent, REQUEST));
  await absent.close();
  const away = connectTemporal({ address: '127.0.0.1:1', namespace: 'none', callTimeoutMs: 500 });
  await t.throwsAsync(signalWorkflow(away, REQUEST), { instanceOf: ServiceError });
  await away.close();
});
