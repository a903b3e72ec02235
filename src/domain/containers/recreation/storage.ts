import { type EngineJson, readRecord, readRecords, readText, readTexts } from './engine-json.js';
import type { Subject } from './subject.js';

export interface StoragePlan {
  readonly Binds: readonly string[];
  readonly Mounts: readonly EngineJson[];
  /** Volumes without a name of their own that are carried over: by the path where they are mounted. */
  readonly carried: Readonly<Record<string, string>>;
}

/** One spelling for each path, as engines compare them. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** `source:/target:options`, `source:/target`, or only `/target` for a volume without a name. */
export function targetOfBind(bind: string): string {
  const [first = '', second] = bind.split(':');
  return cleanPath(second ?? first);
}

/** What an engine calls a volume that nobody named; also one that an earlier update carried over. */
const isMadeName = (name: unknown): boolean => readText(name) === '' || /^[0-9a-f]{64}$/.test(readText(name));

const targetOfMount = (mount: EngineJson): string => cleanPath(readText(mount['Target']));

/** The volume that is mounted at a path; inspect says that only in its top-level `Mounts`. */
function nameOfVolume(subject: Subject, target: string): string {
  const found = subject.mounts.find(
    (mount) => mount['Type'] === 'volume' && cleanPath(readText(mount['Destination'])) === target,
  );
  return readText(found?.['Name']);
}

/** A volume without a name is carried over by the name that the engine gave it, or the new one would be empty. */
function nameBind(bind: string, subject: Subject): string {
  if (bind.includes(':')) return bind;
  const name = nameOfVolume(subject, cleanPath(bind));
  return name === '' ? bind : `${name}:${bind}`;
}

function nameMount(mount: EngineJson, subject: Subject): EngineJson {
  if (mount['Type'] !== 'volume' || readText(mount['Source']) !== '') return mount;
  const name = nameOfVolume(subject, targetOfMount(mount));
  return name === '' ? mount : { ...mount, Source: name };
}

/** Binds and Mounts stay what they are: rebuilding them from what is mounted would lose `:z`, `nocopy` and subpaths. */
export function planStorage(subject: Subject): StoragePlan {
  const binds = readTexts(subject.hostConfig['Binds']);
  const mounts = readRecords(subject.hostConfig['Mounts']);
  const given = new Set([...binds.map(targetOfBind), ...mounts.map(targetOfMount)]);
  const declared = new Set(Object.keys(readRecord(subject.config['Volumes'])).map(cleanPath));
  const borrows = readTexts(subject.hostConfig['VolumesFrom']).length > 0;
  const rest = subject.mounts.filter((mount) => {
    const target = cleanPath(readText(mount['Destination']));
    // What another container lends comes with it again, unless this one has a volume of its own there.
    return mount['Type'] === 'volume' && !given.has(target) && (declared.has(target) || !borrows);
  });
  const unnamed = [
    ...binds.filter((bind) => !bind.includes(':') || isMadeName(bind.split(':')[0])).map(targetOfBind),
    ...mounts.filter((mount) => mount['Type'] === 'volume' && isMadeName(mount['Source'])).map(targetOfMount),
    ...rest.map((mount) => cleanPath(readText(mount['Destination']))),
  ];
  return {
    Binds: binds.map((bind) => nameBind(bind, subject)),
    Mounts: [...mounts.map((mount) => nameMount(mount, subject)), ...carryOver(rest)],
    carried: Object.fromEntries(
      unnamed.map((target) => [target, nameOfVolume(subject, target)]).filter(([, name]) => name !== ''),
    ),
  };
}

/** Each path once: an engine refuses a second mount at the same. */
function carryOver(mounts: readonly EngineJson[]): readonly EngineJson[] {
  const byTarget = new Map<string, EngineJson>();
  for (const mount of mounts) {
    const [name, target] = [readText(mount['Name']), readText(mount['Destination'])];
    if (name === '' || byTarget.has(cleanPath(target))) continue;
    const readOnly = mount['RW'] === false ? { ReadOnly: true } : {};
    byTarget.set(cleanPath(target), { Type: 'volume', Source: name, Target: target, ...readOnly });
  }
  return [...byTarget.values()];
}
