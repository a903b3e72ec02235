import { inspectContainer } from './container-calls.js';
import { encodeName } from './encode-name.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { EngineError } from './engine-error.js';
import { demandRecord, demandRecords, isRecord, readRecord } from './engine-json.js';
import type { EngineObject } from './engine.js';

export async function listNetworks(api: EngineApi): Promise<readonly EngineObject[]> {
  const what = 'listing networks';
  return demandRecords(await api.json({ method: 'GET', path: '/networks', what, limits: CALL_LIMITS.list }), what);
}

export async function inspectNetwork(api: EngineApi, idOrName: string): Promise<EngineObject> {
  const what = `inspecting network ${idOrName}`;
  const path = `/networks/${encodeName(idOrName)}`;
  return demandRecord(await api.json({ method: 'GET', path, what, limits: CALL_LIMITS.look }), what);
}

export async function connectNetwork(
  api: EngineApi,
  network: string,
  request: { readonly container: string; readonly endpoint?: EngineObject },
): Promise<void> {
  const { container, endpoint } = request;
  return api.send({
    method: 'POST',
    path: `/networks/${encodeName(network)}/connect`,
    what: `connecting container ${container} to network ${network}`,
    json: { Container: container, ...(endpoint === undefined ? {} : { EndpointConfig: endpoint }) },
    limits: CALL_LIMITS.start,
  });
}

export async function disconnectNetwork(
  api: EngineApi,
  network: string,
  request: { readonly container: string; readonly force?: boolean },
): Promise<void> {
  const { container, force = false } = request;
  try {
    await api.send({
      method: 'POST',
      path: `/networks/${encodeName(network)}/disconnect`,
      what: `disconnecting container ${container} from network ${network}`,
      json: { Container: container, Force: force },
      limits: CALL_LIMITS.start,
    });
  } catch (error) {
    // Engines have no code for "not connected": 403, 404, 409 and 500 are all in use. So look.
    const answered = error instanceof EngineError && error.status !== null;
    if (!answered || (await isConnected(api, network, container))) throw error;
  }
}

/** Rejects with `not_found` when the network or the container does not exist. */
async function isConnected(api: EngineApi, network: string, container: string): Promise<boolean> {
  const { Id: networkId, Name: networkName } = await inspectNetwork(api, network);
  const settings = readRecord((await inspectContainer(api, container))['NetworkSettings']);
  return Object.entries(readRecord(settings['Networks'])).some(
    ([name, endpoint]) => name === networkName || (isRecord(endpoint) && endpoint['NetworkID'] === networkId),
  );
}
