import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backupTag } from '../../../src/domain/containers/backups/names.js';
import { findStep } from '../../../src/domain/containers/updates/steps.js';
import type { ContainerUpdate } from '../../../src/domain/containers/updates/update.js';
import type { EngineObject } from '../../../src/platform/engines/engine.js';
import type { Bench } from './bench.js';
import { differencesOf, digestTree, listFiles, type EngineInventory } from './look.js';
import type { FaultRun } from './run.js';
import { DATA_BYTES, listen } from './subject.js';

/** A run that has ended, and everything that is wrong with it. */
export interface Checked {
  readonly run: FaultRun;
  readonly ended: ContainerUpdate;
  readonly problems: readonly string[];
}

/** Volumes are archived once the old container is stopped, and kept with the backup. */
const hasBackup = ({ steps }: ContainerUpdate): boolean => steps.some(({ name }) => name === 'stop');

export async function checkRun(bench: Bench, run: FaultRun, ended: ContainerUpdate): Promise<Checked> {
  const inspect = await bench.engine.inspectContainer(run.subject.name).catch((): EngineObject => ({}));
  const problems = [
    ...(await checkService(bench, run, ended)),
    ...checkContainer(run, ended, inspect),
    ...(await checkFiles(bench, run, ended)),
    ...checkSteps(ended, await bench.steps.listChanges(ended.id)),
    ...(await checkEvidence(bench, { run, ended, inspect })),
  ];
  return { run, ended, problems };
}

async function checkService(bench: Bench, { subject, before, newVersion }: FaultRun, ended: ContainerUpdate) {
  const problems: string[] = [];
  const expected = ended.state === 'committed' ? newVersion : before.version;
  const answer = await listen(bench, subject);
  if (answer !== expected) problems.push(`it answers ${String(answer)} instead of ${expected}`);
  if ((await digestTree(subject.dataPath)) !== before.data) problems.push('its volume is not what it was');
  return problems;
}

function checkContainer({ before }: FaultRun, ended: ContainerUpdate, inspect: EngineObject): string[] {
  const problems: string[] = [];
  const isSame = inspect['Id'] === before.containerRuntimeId;
  if (isSame === (ended.state === 'committed'))
    problems.push(`the container is ${isSame ? 'the same' : 'another one'}`);
  const policy = (inspect['HostConfig'] as { RestartPolicy?: { Name?: string } } | undefined)?.RestartPolicy?.Name;
  if (policy !== 'always') problems.push(`its restart policy is ${String(policy)}`);
  return problems;
}

/** Of a backup: archive, listing and marker of each volume, its lock, and nothing that was begun and left. */
async function checkFiles(bench: Bench, { subject }: FaultRun, ended: ContainerUpdate): Promise<string[]> {
  const problems: string[] = [];
  const files = await listFiles(join(bench.backups, ended.id));
  if (hasBackup(ended) && ended.steps.some(({ name, state }) => name === 'backup_volumes' && state === 'succeeded')) {
    const odd = (files ?? ['nothing at all']).filter((name) => !/^(v\d+\.(tar|list|done|snap)|lock)$/.test(name));
    problems.push(...odd.map((name) => `in the backup: ${name}`));
  } else if (files !== null) {
    problems.push(`files of a backup are left: ${files.join(', ')}`);
  }
  const beside = (await listFiles(join(subject.dataPath, '..'))) ?? [];
  return [...problems, ...differencesOf('beside the volume', ['_data'], beside)];
}

/** Every step has ended, in order, with as many attempts as were begun. */
function checkSteps(
  { steps }: ContainerUpdate,
  changes: readonly { readonly step: string; readonly state: string; readonly attempt: number }[],
): string[] {
  const problems: string[] = [];
  for (const { name, state, attempt, finishedAt } of steps) {
    if (state === 'running' || finishedAt === null) problems.push(`step ${name} has not ended`);
    const begun = changes.filter((change) => change.step === name && change.state === 'running').length;
    if (begun !== attempt) problems.push(`step ${name} was begun ${begun} times and tells of ${attempt}`);
  }
  const positions = steps.map(({ name }) => findStep(name as Parameters<typeof findStep>[0]).position);
  if (positions.some((position, index) => position <= (positions[index - 1] ?? 0))) problems.push('steps out of order');
  return problems;
}

interface Facts {
  readonly run: FaultRun;
  readonly ended: ContainerUpdate;
  readonly inspect: EngineObject;
}

const FORWARD = ['plan', 'recheck', 'precheck', 'pull', 'backup', 'prepare', 'stop', 'backup_volumes', 'swap', 'start'];

/** What the steps say that they did is so. */
async function checkEvidence(bench: Bench, { run, ended, inspect }: Facts): Promise<string[]> {
  const problems: string[] = [];
  const succeeded = new Map(ended.steps.filter(({ state }) => state === 'succeeded').map((step) => [step.name, step]));
  const must = (claim: boolean, problem: string): void => {
    if (!claim) problems.push(problem);
  };
  const of = (name: string): Record<string, unknown> => succeeded.get(name)?.evidence ?? {};
  if (ended.state === 'committed') {
    for (const name of [...FORWARD, 'validate', 'commit']) must(succeeded.has(name), `${name} did not succeed`);
    must(of('pull')['imageId'] === inspect['Image'], 'the image pulled is not the one that runs');
    const [made] = of('prepare')['made'] as { id: string }[];
    must(made?.id === inspect['Id'], 'the container made is not the one that runs');
    const [swapped] = of('swap')['swapped'] as { id: string; asideId: string }[];
    must(swapped?.id === inspect['Id'], 'the container swapped in is not the one that runs');
    must(swapped?.asideId === run.before.containerRuntimeId, 'the container set aside is not the old one');
    const gone = await bench.engine.inspectContainer(run.before.containerRuntimeId).catch(() => undefined);
    must(gone === undefined, 'the old container is there still');
    must(JSON.stringify(of('stop')).includes(run.subject.name), 'the stop does not name what is stopped');
    must(JSON.stringify(of('start')).includes(run.subject.name), 'the start does not name what is started');
  }
  if (ended.state === 'rolled_back') {
    for (const name of ['rollback', 'rollback_validate']) must(succeeded.has(name), `${name} did not succeed`);
    must(ended.error !== null, 'nothing says why it was rolled back');
  }
  const saved = (of('backup_volumes')['volumes'] ?? []) as {
    volume: string;
    location: string;
    sha256: string;
    sizeBytes: number;
  }[];
  for (const { volume, location, sha256, sizeBytes } of saved) {
    must((volume === run.subject.volume) === sizeBytes > DATA_BYTES, `${location} is not of ${volume}`);
    const bytes = await readFile(join(bench.backups, ended.id, location.split('/').at(-1) ?? '')).catch(() => '');
    must(createHash('sha256').update(bytes).digest('hex') === sha256, `${location} is not what was recorded`);
  }
  return problems;
}

/** What is on the engine now is what was there before, the declared backups, and the new images of committed runs. */
export function checkStrays(before: EngineInventory, after: EngineInventory, all: readonly Checked[]): string[] {
  const tags = new Map(before.tags);
  const images = new Set(before.images);
  for (const { run, ended } of all) {
    const pulled = ended.steps.find(({ name }) => name === 'pull')?.evidence['imageId'];
    if (ended.state === 'committed' && typeof pulled === 'string') {
      tags.set(run.subject.reference, pulled);
      images.add(pulled);
    }
    if (hasBackup(ended)) tags.set(backupTag(run.subject.name, ended.id), run.before.imageId);
  }
  const describe = (map: ReadonlyMap<string, string>): string[] => [...map].map(([tag, id]) => `${tag} = ${id}`);
  return [
    ...differencesOf('container', before.containers, after.containers),
    ...differencesOf('volume', before.volumes, after.volumes),
    ...differencesOf('network', before.networks, after.networks),
    ...differencesOf('tag', describe(tags), describe(after.tags)),
    ...differencesOf('image', [...images], [...after.images]),
  ];
}
