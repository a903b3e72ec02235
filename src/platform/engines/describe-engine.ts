import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { demandRecord, readList, readRecord, readText, readTexts } from './engine-json.js';
import type { EngineDescription, EngineObject } from './engine.js';
import { nameArchitecture } from './image-reference.js';

/** containerd keeps the images: what Docker shows as the type of its storage driver then. */
const CONTAINERD_DRIVER_TYPE = 'io.containerd.snapshotter.v1';
const CGROUP_VERSIONS: ReadonlyMap<string, 1 | 2> = new Map([
  ['1', 1],
  ['2', 2],
]);

export async function describeEngine(api: EngineApi): Promise<EngineDescription> {
  const what = 'asking what it is';
  const ask = async (path: string): Promise<EngineObject> =>
    demandRecord(await api.json({ method: 'GET', path, what, limits: CALL_LIMITS.list }), what);
  const greeting = await api.greet();
  const [version, info] = [await ask('/version'), await ask('/info')];
  return {
    runtime: isPodman(version) ? 'podman' : greeting.runtime,
    version: readText(version['Version']),
    apiVersion: greeting.apiVersion,
    os: readText(version['Os']) || readText(info['OSType']),
    architecture: nameArchitecture(readText(version['Arch']) || readText(info['Architecture'])),
    rootDirectory: readText(info['DockerRootDir']) || null,
    storageDriver: readText(info['Driver']) || null,
    cgroupVersion: CGROUP_VERSIONS.get(readText(info['CgroupVersion'])) ?? null,
    rootless: info['Rootless'] === true || readTexts(info['SecurityOptions']).includes('name=rootless'),
    containerdImageStore: keepsImagesInContainerd(info),
    liveRestore: info['LiveRestoreEnabled'] === true,
  };
}

function isPodman(version: EngineObject): boolean {
  return readList(version['Components']).some((part) => readText(readRecord(part)['Name']) === 'Podman Engine');
}

function keepsImagesInContainerd(info: EngineObject): boolean {
  return readList(info['DriverStatus']).some((row) => {
    const [name, value] = readTexts(row);
    return name === 'driver-type' && value === CONTAINERD_DRIVER_TYPE;
  });
}
