import {
  isEmpty,
  readList,
  readRecord,
  readRecords,
  readText,
  readTexts,
} from '../../../domain/containers/recreation/engine-json.js';
import type { PlanMember } from '../../../domain/containers/updates/plan-facts.js';
import type { EngineObject } from '../../../platform/engines/engine.js';
import { hashJson } from '../../../platform/json/canonical-json.js';

/** Reads single facts out of a container's inspection. */
export const nameOf = (inspect: EngineObject): string => readText(inspect['Name']).replace(/^\//, '');
export const idOf = (inspect: EngineObject): string => readText(inspect['Id']);
export const imageIdOf = (inspect: EngineObject): string => readText(inspect['Image']);
export const configOf = (inspect: EngineObject): EngineObject => readRecord(inspect['Config']);
export const hostConfigOf = (inspect: EngineObject): EngineObject => readRecord(inspect['HostConfig']);
export const imageReferenceOf = (inspect: EngineObject): string => readText(configOf(inspect)['Image']);
export const stateOf = (inspect: EngineObject): string => readText(readRecord(inspect['State'])['Status']);
export const startedAtOf = (inspect: EngineObject): string => readText(readRecord(inspect['State'])['StartedAt']);

export function isRunning(inspect: EngineObject): boolean {
  return ['running', 'paused', 'restarting'].includes(stateOf(inspect));
}

export const isPaused = (inspect: EngineObject): boolean => stateOf(inspect) === 'paused';

export function labelOf(inspect: EngineObject, key: string): string {
  return readText(readRecord(configOf(inspect)['Labels'])[key]);
}

export function labelsOf(inspect: EngineObject): Readonly<Record<string, string>> {
  const labels = Object.entries(readRecord(configOf(inspect)['Labels']));
  return Object.fromEntries(labels.map(([key, value]) => [key, readText(value)]));
}

export function readRestartPolicy(inspect: EngineObject): PlanMember['restartPolicy'] {
  const policy = readRecord(hostConfigOf(inspect)['RestartPolicy']);
  const retries = policy['MaximumRetryCount'];
  const name = readText(policy['Name']);
  return { name: name === '' ? 'no' : name, maximumRetryCount: typeof retries === 'number' ? retries : 0 };
}

export function writableVolumesOf(inspect: EngineObject): number {
  return readRecords(inspect['Mounts']).filter((mount) => mount['Type'] === 'volume' && mount['RW'] !== false).length;
}

export function hasHealthCheck(inspect: EngineObject): boolean {
  const [kind] = readTexts(readRecord(configOf(inspect)['Healthcheck'])['Test']);
  return kind !== undefined && kind !== 'NONE';
}

/** An engine that was restarted says `[]` where it said `null` before. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => !isEmpty(entry));
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutEmpty(entry)]));
}

/** What people set, without what an engine decides at each start (addresses, sandboxes, process ids). */
export function digestSettings(inspect: EngineObject): string {
  const networks = readRecord(readRecord(inspect['NetworkSettings'])['Networks']);
  const endpoints = Object.entries(networks).map(([name, value]) => {
    const { IPAMConfig, Links, DriverOpts } = readRecord(value);
    return [name, { IPAMConfig: IPAMConfig ?? null, Links: Links ?? null, DriverOpts: DriverOpts ?? null }] as const;
  });
  const mounts = readRecords(inspect['Mounts']).map(({ Type, Name, Source, Destination, RW }) =>
    JSON.stringify([Type, Name, Source, Destination, RW]),
  );
  // The restart policy is ours to change while the container is kept aside.
  const { RestartPolicy: _changes, ...host } = hostConfigOf(inspect);
  // Each inspect has them in another order.
  const links = readTexts(host['Links']).toSorted();
  return hashJson({
    image: imageIdOf(inspect),
    config: withoutEmpty(configOf(inspect)),
    host: withoutEmpty({ ...host, Links: links }),
    networks: Object.fromEntries(endpoints.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    mounts: mounts.toSorted(),
    args: readList(inspect['Args']),
  });
}
