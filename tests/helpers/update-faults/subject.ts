import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../../src/platform/ids/ids.js';
import { mapSome, type Bench } from './bench.js';

/** A container of its own repository with a volume that holds data; updated again and again. */
export interface Subject {
  readonly name: string;
  readonly repository: string;
  readonly reference: string;
  readonly volume: string;
  /** On this machine. */
  readonly dataPath: string;
  containerId: string;
  /** What it answers. */
  version: string;
}

/** Of its named volume; the other one is empty. */
export const DATA_BYTES = 200_000;

export async function createSubject(bench: Bench, name: string, dataBytes = DATA_BYTES): Promise<Subject> {
  const repository = `faults/${name}`;
  const version = `${name} ${newId().slice(-8)}`;
  const reference = await publishGood(bench, repository, version);
  const volume = `${name}-data`;
  await bench.engine.createVolume({ name: volume });
  const dataPath = join(bench.docker.dataRoot, 'volumes', volume, '_data');
  await seed(dataPath, name, dataBytes);
  await bench.run(name, reference, {
    body: {
      Labels: { team: 'faults' },
      Env: [`NAME=${name}`],
      HostConfig: { Binds: [`${volume}:/data`], RestartPolicy: { Name: 'always' } },
    },
  });
  return { name, repository, reference, volume, dataPath, containerId: '', version };
}

async function seed(path: string, name: string, bytes: number): Promise<void> {
  await mkdir(join(path, 'nested', 'deeper'), { recursive: true });
  await writeFile(join(path, 'state'), `state of ${name}\n`, { mode: 0o640 });
  await writeFile(join(path, 'nested', 'blob'), Buffer.alloc(bytes, name));
  await writeFile(join(path, 'nested', 'deeper', 'empty'), '');
  await symlink('../state', join(path, 'nested', 'link'));
}

/** It has an anonymous volume, too, which goes with the container. */
const VOLUMES = { '/cache': {} };

export function publishGood(bench: Bench, repository: string, version: string): Promise<string> {
  return bench.publish(repository, '1', version, { Volumes: VOLUMES });
}

/** It spoils the volume, and ends. */
export function publishBroken(bench: Bench, repository: string, version: string): Promise<string> {
  const Cmd = ['sh', '-c', `echo ${version.slice(-4)} > /data/state; rm -f /data/nested/blob; exit 3`];
  return bench.publish(repository, '1', version, { Volumes: VOLUMES, Cmd });
}

/** So many, made and discovered. */
export async function createSubjects(bench: Bench, count: number): Promise<Subject[]> {
  const names = Array.from({ length: count }, (_unused, index) => `unit-${index + 1}x`);
  const subjects = await mapSome(names, (name) => createSubject(bench, name));
  await discoverSubjects(bench, subjects);
  return subjects;
}

export async function discoverSubjects(bench: Bench, subjects: readonly Subject[]): Promise<void> {
  await bench.discover();
  for (const subject of subjects) subject.containerId = await bench.containerId(subject.name);
}

/** What it answers; it may have been started this moment. */
export async function listen(bench: Bench, subject: Subject, withinMs = 5_000): Promise<string | null> {
  const endsAt = Date.now() + withinMs;
  for (;;) {
    const answer = await bench.answer(subject.name);
    if (answer !== null || Date.now() > endsAt) return answer;
    await sleep(100);
  }
}
