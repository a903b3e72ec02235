import { encodeName } from './encode-name.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { demandRecord, demandRecords } from './engine-json.js';
import type { ContainerEngine, EngineObject } from './engine.js';

export async function listVolumes(api: EngineApi): Promise<readonly EngineObject[]> {
  const what = 'listing volumes';
  const answer = await api.json({ method: 'GET', path: '/volumes', what, limits: CALL_LIMITS.list });
  return demandRecords(demandRecord(answer, what)['Volumes'] ?? null, what);
}

export async function inspectVolume(api: EngineApi, name: string): Promise<EngineObject> {
  const what = `inspecting volume ${name}`;
  const path = `/volumes/${encodeName(name)}`;
  return demandRecord(await api.json({ method: 'GET', path, what, limits: CALL_LIMITS.look }), what);
}

/** One that exists already with the same driver is fine, as engines see it. */
export async function createVolume(
  api: EngineApi,
  request: Parameters<ContainerEngine['createVolume']>[0],
): Promise<void> {
  const { name, labels, driver, driverOptions } = request;
  encodeName(name);
  return api.send({
    method: 'POST',
    path: '/volumes/create',
    what: `creating volume ${name}`,
    json: {
      Name: name,
      ...(labels === undefined ? {} : { Labels: labels }),
      ...(driver === undefined ? {} : { Driver: driver }),
      ...(driverOptions === undefined ? {} : { DriverOpts: driverOptions }),
    },
    limits: CALL_LIMITS.change,
  });
}

export async function removeVolume(api: EngineApi, name: string): Promise<void> {
  const what = `removing volume ${name}`;
  return api.send({ method: 'DELETE', path: `/volumes/${encodeName(name)}`, what, limits: CALL_LIMITS.remove });
}

export async function readDiskUsage(api: EngineApi): Promise<EngineObject> {
  const what = 'asking for its disk usage';
  return demandRecord(await api.json({ method: 'GET', path: '/system/df', what, limits: CALL_LIMITS.usage }), what);
}
