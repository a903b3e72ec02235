import { setTimeout as sleep } from 'node:timers/promises';
import { encodeName } from './encode-name.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS, type CallLimits } from './engine-call.js';
import { EngineError } from './engine-error.js';
import { demandRecord, demandRecords, readLabels, readNumber, readRecord, readText, readTexts } from './engine-json.js';
import type {
  ContainerFilter,
  ContainerSummary,
  CreateContainerRequest,
  EngineObject,
  RestartPolicy,
} from './engine.js';
import { inspectImage } from './image-calls.js';
import { fitsPlatform, parsePlatform, readPlatform, showPlatform } from './image-reference.js';

export async function listContainers(api: EngineApi, filter: ContainerFilter): Promise<readonly ContainerSummary[]> {
  const { all = true, labels = [] } = filter;
  const what = 'listing containers';
  const filters = labels.length === 0 ? undefined : JSON.stringify({ label: labels });
  const call = { method: 'GET', path: '/containers/json', what, query: { all, filters } } as const;
  const containers = demandRecords(await api.json({ ...call, limits: CALL_LIMITS.list }), what);
  return containers.map((container) => ({
    id: readText(container['Id']),
    name: pickName(readTexts(container['Names'])),
    image: readText(container['Image']),
    imageId: readText(container['ImageID']),
    state: readText(container['State']),
    status: readText(container['Status']),
    createdAt: readNumber(container['Created']),
    labels: readLabels(container['Labels']),
  }));
}

/** Legacy links add names like `/other/alias`. */
function pickName(names: readonly string[]): string {
  const own = names.find((name) => !name.slice(1).includes('/')) ?? names[0] ?? '';
  return own.replace(/^\//, '');
}

/** From 1.44 to 1.51 inspect showed the address that the user had set; it is needed still, and only there. */
const SHOWS_USER_MAC = '1.51';

export async function inspectContainer(api: EngineApi, idOrName: string): Promise<EngineObject> {
  const what = `inspecting container ${idOrName}`;
  const call = {
    method: 'GET',
    path: `/containers/${encodeName(idOrName)}/json`,
    what,
    limits: CALL_LIMITS.look,
  } as const;
  const container = demandRecord(await api.json(call), what);
  if (!(await api.speaks('1.52'))) return container;
  const older = demandRecord(await api.json({ ...call, apiVersion: SHOWS_USER_MAC }), what);
  const macAddress = readText(readRecord(older['Config'])['MacAddress']);
  // Between the two a name may have passed on to another container.
  if (macAddress === '' || older['Id'] !== container['Id']) return container;
  return { ...container, Config: { ...readRecord(container['Config']), MacAddress: macAddress } };
}

export async function createContainer(
  api: EngineApi,
  request: CreateContainerRequest,
): Promise<{ readonly id: string; readonly warnings: readonly string[] }> {
  const { name, platform, body } = request;
  const what = `creating container ${name}`;
  encodeName(name);
  const call = { method: 'POST', path: '/containers/create', what, query: { name, platform }, json: body } as const;
  const { runtime } = await api.greet();
  // Podman makes a container of any image it has, whatever platform is asked for.
  if (runtime === 'podman') await refuseWrongPlatform(api, request);
  const created = demandRecord(
    await api.json({ ...call, limits: CALL_LIMITS.start }).catch(async (error: unknown) => {
      // "Not found" is also what Docker says of an image of another platform: look which it is.
      if (error instanceof EngineError && error.code === 'not_found') await refuseWrongPlatform(api, request);
      throw error;
    }),
    what,
  );
  const id = readText(created['Id']);
  if (id !== '') return { id, warnings: readTexts(created['Warnings']) };
  throw new EngineError('engine_failed', `${what}: the engine gave no id.`, { mayHaveRun: true });
}

/** Throws `wrong_platform`; an image that is not there is somebody else's to report. */
async function refuseWrongPlatform(api: EngineApi, request: CreateContainerRequest): Promise<void> {
  const { name, platform, body } = request;
  const reference = readText(body['Image']);
  if (platform === undefined || reference === '') return;
  const image = await inspectImage(api, reference).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'not_found') return undefined;
    throw error;
  });
  if (image === undefined || fitsPlatform(readPlatform(image), parsePlatform(platform))) return;
  const message = `creating container ${name} on ${api.where}: ${reference} is for ${showPlatform(readPlatform(image))}, not for ${platform}.`;
  throw new EngineError('wrong_platform', message);
}

export interface ContainerAction {
  /** As in `starting container web`. */
  readonly verb: string;
  readonly path: string;
  readonly limits: CallLimits;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

export function changeContainer(api: EngineApi, id: string, action: ContainerAction): Promise<void> {
  const { verb, path, limits, query = {} } = action;
  return api.send({
    method: 'POST',
    path: `/containers/${encodeName(id)}/${path}`,
    what: `${verb} container ${id}`,
    query,
    limits,
  });
}

/** Beside AutoRemove an engine refuses it: `conflict`. */
export async function updateRestartPolicy(api: EngineApi, id: string, policy: RestartPolicy): Promise<void> {
  const what = `changing the restart policy of container ${id}`;
  const { name, maximumRetryCount } = policy;
  const wanted = { Name: name, MaximumRetryCount: maximumRetryCount };
  const call = { method: 'POST', path: `/containers/${encodeName(id)}/update`, what } as const;
  const sending = api.send({ ...call, json: { RestartPolicy: wanted }, limits: CALL_LIMITS.change });
  const { runtime } = await api.greet();
  if (runtime === 'docker') return sending;
  // Older Podmans have no such request, or take it and change nothing; both look like something else.
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined && (!(error instanceof EngineError) || error.status === null)) throw error;
  const host = readRecord((await inspectContainer(api, id))['HostConfig']);
  if ((readText(readRecord(host['RestartPolicy'])['Name']) || 'no') === (name || 'no')) return;
  const advice = 'it takes Podman 5, or a container that is made with the policy';
  throw new EngineError('bad_request', `${what} on ${api.where}: this Podman cannot; ${advice}.`, { cause: error });
}

const DEFAULT_STOP_SECONDS = 10;
/** A container may want for ever; nobody waits so long. */
const MAX_STOP_SECONDS = 3_600;
/** After the last signal: unmounting, network, the engine's own records. */
const STOP_GRACE_MS = 60_000;

export async function stopContainer(api: EngineApi, id: string, timeoutSeconds: number | undefined): Promise<void> {
  const seconds = timeoutSeconds ?? (await readOwnStopSeconds(api, id));
  const patienceSeconds = seconds < 0 ? MAX_STOP_SECONDS : Math.min(seconds, MAX_STOP_SECONDS);
  await changeContainer(api, id, {
    verb: 'stopping',
    path: 'stop',
    query: { t: timeoutSeconds },
    limits: { ...CALL_LIMITS.change, timeoutMs: patienceSeconds * 1_000 + STOP_GRACE_MS },
  });
}

async function readOwnStopSeconds(api: EngineApi, id: string): Promise<number> {
  const config = readRecord((await inspectContainer(api, id))['Config']);
  return typeof config['StopTimeout'] === 'number' ? config['StopTimeout'] : DEFAULT_STOP_SECONDS;
}

const REMOVAL_POLL_MS = 200;

/** Gone already is fine, and so is being removed by somebody else, once it is gone. */
export async function removeContainer(
  api: EngineApi,
  id: string,
  options: { readonly force?: boolean; readonly removeAnonymousVolumes?: boolean },
): Promise<void> {
  const { force = false, removeAnonymousVolumes = false } = options;
  const what = `removing container ${id}`;
  const path = `/containers/${encodeName(id)}`;
  const query = { force, v: removeAnonymousVolumes };
  try {
    await api.send({ method: 'DELETE', path, what, query, limits: CALL_LIMITS.remove });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.code === 'not_found') return;
    if (error.code !== 'conflict' || !(await isGoneSoon(api, id))) throw error;
  }
}

/** False at once unless it is being removed. */
async function isGoneSoon(api: EngineApi, id: string): Promise<boolean> {
  const deadlineAt = performance.now() + CALL_LIMITS.remove.timeoutMs;
  while (performance.now() < deadlineAt) {
    try {
      const state = readRecord((await inspectContainer(api, id))['State']);
      if (state['Status'] !== 'removing') return false;
    } catch (error) {
      if (error instanceof EngineError && error.code === 'not_found') return true;
      throw error;
    }
    await sleep(REMOVAL_POLL_MS);
  }
  return false;
}

const CONDITIONS = { not_running: 'not-running', removed: 'removed' } as const;

export interface WaitOptions {
  readonly until: 'not_running' | 'removed';
  readonly timeoutMs: number;
}

export async function waitContainer(api: EngineApi, id: string, options: WaitOptions): Promise<number> {
  const { runtime } = await api.greet();
  if (runtime === 'docker' || options.until === 'not_running') return waitUntil(api, id, options);
  // Podman forgets the exit code with the container: it has to be had before.
  const begun = performance.now();
  const exitCode = await waitUntil(api, id, { ...options, until: 'not_running' }).catch(async (error: unknown) => {
    // When that comes too late, it says nothing of use; `not_found` does.
    await inspectContainer(api, id);
    throw error;
  });
  const leftMs = Math.max(1, options.timeoutMs - (performance.now() - begun));
  await waitUntil(api, id, { until: 'removed', timeoutMs: leftMs }).catch((error: unknown) => {
    if (!(error instanceof EngineError) || error.code !== 'not_found') throw error;
  });
  return exitCode;
}

async function waitUntil(api: EngineApi, id: string, options: WaitOptions): Promise<number> {
  const what = `waiting for container ${id}`;
  const ended = demandRecord(
    await api.json({
      method: 'POST',
      path: `/containers/${encodeName(id)}/wait`,
      what,
      query: { condition: CONDITIONS[options.until] },
      limits: { ...CALL_LIMITS.look, timeoutMs: options.timeoutMs },
      harmless: true,
    }),
    what,
  );
  const { StatusCode: exitCode, Error: problem } = ended;
  if (typeof exitCode === 'number' && !readText(readRecord(problem)['Message'])) return exitCode;
  throw new EngineError('engine_failed', `${what}: the engine lost sight of it.`);
}
