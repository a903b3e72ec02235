import { createRun } from '../operations/collection/create-run.js';
import { getRun } from '../operations/collection/read-runs.js';
import type { CallContext } from '../operations/context.js';
import { createServer } from '../operations/inventory/create-servers.js';
import { listServers } from '../operations/inventory/read-servers.js';
import { newId } from '../platform/ids/ids.js';
import type { Services } from './open-services.js';
import type { Progress } from './progress.js';
import { systemContext } from './system-context.js';

const WAIT_MS = 60_000;
const POLL_MS = 300;
const SETTING = 'localhost_enrolled';

/** On the very first start the machine itself is enrolled and collected, so that there is something to look at. */
export async function firstCollection(services: Services, progress: Progress): Promise<void> {
  if (!services.config.enrolLocalhost || !(await claimFirstStart(services))) return;
  const context = systemContext(services, newId());
  if ((await listServers(context, { limit: 1 })).length > 0) return;
  progress('Enrolling this machine as "localhost"');
  const server = await createServer(context, {
    name: 'localhost',
    address: '127.0.0.1',
    transport: 'local',
    site: services.config.taskQueue,
  });
  const run = await createRun(context, describeServices(services), { serverIds: [server.id] });
  progress('Collecting it for the first time');
  await waitForRun(services, context, { id: run.id, progress });
}

/** A person who removed the machine later does not want it back at the next start. */
async function claimFirstStart({ database }: Services): Promise<boolean> {
  const inserted = await database
    .knex('settings')
    .insert({ name: SETTING, value: 'true', changedBy: 'system' })
    .onConflict('name')
    .ignore()
    .returning('name');
  return inserted.length === 1;
}

function describeServices({ temporal, places }: Services) {
  return { temporal, temporalUiUrl: places.temporalUiUrl };
}

async function waitForRun(
  services: Services,
  context: CallContext,
  { id, progress }: { id: string; progress: Progress },
): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    const run = await getRun(context, describeServices(services), id);
    if (run.state !== 'running') {
      progress(`First collection ${run.state}: ${run.servers.succeeded} of ${run.servers.total} server(s)`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  progress('The first collection is still under way; it goes on in the background');
}
