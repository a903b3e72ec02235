import { loadConfig, type Config } from '../config/config.js';
import { ensureFirstAdmin } from '../operations/identity/first-admin.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { Supervisor } from '../platform/process/supervisor.js';
import { assertPortFree } from './assert-port-free.js';
import { firstCollection } from './first-collection.js';
import { loadKeyring } from './master-key.js';
import { openServices, type Services } from './open-services.js';
import { startParts, type Places } from './parts.js';
import { prepareDatabase } from './prepare-database.js';
import { createProgress, type Progress } from './progress.js';
import { patiently } from './patiently.js';
import { reconcile } from './reconcile.js';
import { startApi } from './start-api.js';
import { prepareTemporalRuntime, startWorker } from './start-worker.js';
import { waitForStop, type StopReason } from './wait-for-stop.js';

/** Everything in one process and its two children: see the decision record 0001. Resolves with the exit code. */
export async function runUp(args: readonly string[]): Promise<number> {
  const config = loadConfig({ environment: process.env, flags: args });
  const progress = createProgress();
  const stop = waitForStop();
  const supervisor = new Supervisor({ onUnexpectedExit: (exit) => stop.fail(exit.sentence) });
  const running: (() => Promise<void>)[] = [];
  try {
    const reason = await Promise.race([
      bringUp({ config, progress, supervisor, running }).then(() => stop.reason),
      stop.reason,
    ]);
    return await bringDown(reason, { progress, supervisor, running });
  } catch (error) {
    await bringDown({ kind: 'asked' }, { progress, supervisor, running });
    throw error;
  } finally {
    stop.dispose();
  }
}

interface Bringing {
  readonly config: Config;
  readonly progress: Progress;
  readonly supervisor: Supervisor;
  /** What has to be stopped, last first. */
  readonly running: (() => Promise<void>)[];
}

async function bringUp({ config, progress, supervisor, running }: Bringing): Promise<void> {
  await assertPortFree(config);
  const keyring = loadKeyring(config);
  const places = await startParts(config, supervisor, progress);
  await prepareDatabase(places, progress);
  const services = await openServices({ config, places, keyring, applicationName: 'millwright' });
  running.push(() => services.close());
  const admin = await ensureFirstAdmin(services.database, { pepper: services.tokenPepper, token: config.adminToken });
  progress('Starting worker and API');
  await prepareTemporalRuntime(services);
  const workers = await startWorker(services);
  running.push(() => workers.stop());
  const api = await startApi(services);
  running.push(() => api.close());
  await patiently(() => reconcile(services), progress);
  await firstCollection(services, progress);
  announce({ config, services, places, url: api.url, token: admin.generatedToken });
}

interface Announcement {
  readonly config: Config;
  readonly services: Services;
  readonly places: Places;
  readonly url: string;
  readonly token: string | null;
}

function announce({ config, places, url, token }: Announcement): void {
  const lines = [
    '',
    'Millwright is running.',
    `  API              ${url}`,
    `  API docs         ${url}/docs`,
    `  Temporal Web UI  ${places.temporalUiUrl === '' ? '(set TEMPORAL_UI_URL)' : places.temporalUiUrl}`,
    `  Data             ${config.dataDirectory}`,
    ...(token === null ? [] : ['', 'The first admin token, shown this once:', `  ${token}`]),
    '',
    token === null
      ? `Try: curl -H 'Authorization: Bearer TOKEN' ${url}/api/infrastructure/servers`
      : `Try: curl -H 'Authorization: Bearer ${token}' ${url}/api/infrastructure/servers`,
    'Ctrl-C stops everything.',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

async function bringDown(
  reason: StopReason,
  { progress, supervisor, running }: Omit<Bringing, 'config'>,
): Promise<number> {
  if (reason.kind === 'failed') process.stderr.write(`\nmillwright: ${reason.sentence}\nStopping everything.\n`);
  else progress('Stopping');
  for (const stop of running.splice(0).reverse()) await stop().catch(() => undefined);
  const failures = await supervisor.stopAll();
  for (const { name, error } of failures)
    process.stderr.write(`millwright: ${name} did not stop cleanly: ${describe(error)}\n`);
  return reason.kind === 'failed' || failures.length > 0 ? 1 : 0;
}

function describe(error: unknown): string {
  return error instanceof MillwrightError || error instanceof Error ? error.message : String(error);
}
