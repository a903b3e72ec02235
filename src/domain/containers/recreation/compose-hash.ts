import { isRecord, type EngineJson, readRecord, readText, readTexts } from './engine-json.js';
import { ownerOf, type Subject } from './subject.js';
import { planMode, planVolumesFrom } from './namespaces.js';

const LABEL = 'com.docker.compose.';
export const CONFIG_HASH = `${LABEL}config-hash`;

/** What compose leaves out of a service before it hashes it, by version: the older ones keep the profiles. */
const LEFT_OUT: readonly (readonly string[])[] = [
  ['build', 'pull_policy', 'scale', 'depends_on'],
  ['build', 'pull_policy', 'scale', 'depends_on', 'profiles'],
];

/** Fields of a service, and what the engine keeps of them. */
const SHARED_MODES = { network_mode: 'NetworkMode', ipc: 'IpcMode', pid: 'PidMode' } as const;

/** Whether compose's hash of this container holds the id of another one. */
export function isHashedWithOwner({ config, hostConfig }: Pick<Subject, 'config' | 'hostConfig'>): boolean {
  const shares = Object.values(SHARED_MODES).some((field) => ownerOf(hostConfig[field]) !== undefined);
  const borrows = readTexts(hostConfig['VolumesFrom']).length > 0;
  return (shares || borrows) && Object.hasOwn(readRecord(config['Labels']), CONFIG_HASH);
}

/**
 * Compose hashes the service as its file says it, with the id of the container that it shares with in place of that
 * one's name. With the file's content the hash can be made for the successor of that container. Whether it is made as this
 * version of compose makes it, and of the file that the container was made from, shows by making the present one first:
 * only when that comes out does this give the next one.
 */
export function followOwner(subject: Subject): string | undefined {
  const { compose } = subject.request;
  if (compose === undefined) return undefined;
  const { model, sha256 } = compose;
  const labels = readRecord(subject.config['Labels']);
  const service = readService(model, readText(labels[`${LABEL}service`]));
  if (service === undefined) return undefined;
  const { hostConfig } = subject;
  const next = {
    ...Object.fromEntries(Object.values(SHARED_MODES).map((field) => [field, planMode(hostConfig[field], subject)])),
    VolumesFrom: planVolumesFrom(hostConfig['VolumesFrom'], subject),
  };
  const present = readText(labels[CONFIG_HASH]);
  try {
    const rule = LEFT_OUT.find((leftOut) => sha256(render(resolve(service, hostConfig), leftOut)) === present);
    return rule === undefined ? undefined : sha256(render(resolve(service, next), rule));
  } catch (error) {
    // A model nested deeper than the stack is none of compose's.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readService(model: string, name: string): EngineJson | undefined {
  try {
    // Compose doubles every dollar when it prints, so that its output can be read as a file again.
    const services = readRecord(readRecord(JSON.parse(model.replaceAll('$$', () => '$')))['services']);
    return Object.hasOwn(services, name) ? readRecord(services[name]) : undefined;
  } catch {
    return undefined;
  }
}

/** Names of services become ids of containers, in the places that compose puts them. */
function resolve(service: EngineJson, hostConfig: EngineJson): EngineJson {
  const resolved: Record<string, unknown> = { ...service };
  for (const [key, field] of Object.entries(SHARED_MODES)) {
    if (readText(service[key]).startsWith('service:')) resolved[key] = readText(hostConfig[field]);
  }
  const borrowed = readTexts(hostConfig['VolumesFrom']).map((entry) => entry.split(':')[0]);
  if (readTexts(service['volumes_from']).length === borrowed.length && borrowed.length > 0) {
    resolved['volumes_from'] = borrowed;
  }
  return resolved;
}

function render(service: EngineJson, leftOut: readonly string[]): string {
  const deploy = Object.entries(readRecord(service['deploy'])).filter(([key]) => key !== 'replicas');
  const kept = Object.entries(service)
    .filter(([key]) => !leftOut.includes(key))
    .map(([key, value]) => [key, key === 'deploy' ? Object.fromEntries(deploy) : value] as const);
  return writeAsGo(Object.fromEntries(kept));
}

const ESCAPED_BY_GO = /[<>&\u2028\u2029]/g;
const NUMBER = /^\d+$/;

/** Go's own JSON writes some characters as escapes that ECMAScript's does not. */
function writeAsGo(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeAsGo).join(',')}]`;
  if (isRecord(value)) return `{${inOrderOfGo(value).map(writeEntry).join(',')}}`;
  return JSON.stringify(value).replaceAll(
    ESCAPED_BY_GO,
    (character) => String.raw`\u` + (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0'),
  );
}

const writeEntry = ([key, value]: readonly [string, unknown]): string => `${writeAsGo(key)}:${writeAsGo(value)}`;

/** As they were read; only keys that are numbers come first in ECMAScript. Those are of maps, which Go sorts. */
function inOrderOfGo(value: EngineJson): readonly (readonly [string, unknown])[] {
  const entries = Object.entries(value);
  const ofMap = entries.some(([key]) => NUMBER.test(key));
  return ofMap ? entries.toSorted(([left], [right]) => (left < right ? -1 : 1)) : entries;
}
