import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createProtectionActivities } from '../../../src/activities/protection/protection-activities.js';
import { connectDatabase } from '../../../src/platform/db/database.js';

// A worker that a test can kill: argv is address, namespace, file of the bundle; the database’s URL comes by the environment.
const [address = '', namespace = '', codePath = ''] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const database = connectDatabase({ url: process.env['WORKER_DATABASE_URL'] ?? '', applicationName: 'test-worker' });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue: 'engine',
  workflowBundle: { codePath },
  activities: createProtectionActivities({ database, webUiDecideMaxLevel: 'medium' }),
});
process.stdout.write('ready\n');
await worker.run();
