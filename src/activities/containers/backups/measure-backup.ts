import type { BackupMethod, VolumeChoice } from '../../../domain/containers/backups/backup.js';
import { chooseMethod, type VolumeFacts } from '../../../domain/containers/backups/methods.js';
import {
  readMounts,
  selectMounts,
  type ChosenMount,
  type MountSelection,
  type RunningNeighbour,
} from '../../../domain/containers/backups/mounts.js';
import { judgeSpace, type SpaceVerdict } from '../../../domain/containers/backups/space.js';
import { measureAsLoginCommand, measureCommand } from './commands.js';
import type { BackupMeasure, BackupPlace, BackupProblem, PlannedVolume } from './place.js';
import { numberOf, textOf, type ScriptAnswer } from './records.js';
import { hasRoot, loginDirectory, runScript } from './run-script.js';

export interface MeasureRequest {
  readonly containerRuntimeId: string;
  readonly volumes: VolumeChoice;
  /** Needed besides where the backups lie, e.g. for the image that is pulled next. */
  readonly alsoNeededBytes?: number;
}

interface MeasuredMount {
  readonly mount: ChosenMount;
  readonly facts: VolumeFacts;
  readonly usedBytes: number;
  readonly fileSystems: number;
}

/**
 * What a backup of these volumes would take, where it would lie, how each volume goes, and what is in the way: too
 * little space is a problem of the answer, not a failure. Only looks; walks through the volumes once.
 */
export async function measureBackup(place: BackupPlace, request: MeasureRequest): Promise<BackupMeasure> {
  const inspection = await place.engine.inspectContainer(request.containerRuntimeId);
  const neighbours = request.volumes === false ? [] : await readRunning(place, String(inspection['Id']));
  const selection = selectMounts(readMounts(inspection), request.volumes, neighbours);
  const paths = selection.chosen.map(({ source }) => (source === '' ? '/nonexistent' : source));
  const directory = place.directory ?? null;
  const answer = await runScript(place, measureCommand, { directory, paths }, { what: 'measuring the volumes' });
  const measured = await Promise.all(selection.chosen.map((mount, index) => readMeasured(place, mount, answer, index)));
  const root = numberOf(answer, 'uid') === 0;
  const host = { root, gnu: textOf(answer, 'gnu') === 'yes', btrfs: textOf(answer, 'btrfs') === 'yes' };
  const methods = measured.map(({ facts }) => chooseMethod(facts, host));
  const volumes = measured.flatMap(({ mount, facts, usedBytes }, index): PlannedVolume[] => {
    const method = methods[index] ?? null;
    return method === null ? [] : [{ ...mount, method, usedBytes, entries: facts.entries }];
  });
  const space = await measureSpace(place, volumes, answer, request.alsoNeededBytes ?? 0);
  return {
    directory: textOf(answer, 'directory'),
    neededBytes: space.neededBytes,
    freeBytes: space.freeBytes,
    volumes,
    leftOut: selection.leftOut,
    problems: [
      ...spaceProblem(space, textOf(answer, 'directory')),
      ...describeSelection(selection),
      ...measured.flatMap((entry, index) => describeMeasured(entry, methods[index] ?? null)),
    ],
  };
}

/** Where this host's backups lie. */
export async function findDirectory(place: BackupPlace): Promise<string> {
  const args = { directory: place.directory ?? null, paths: [] };
  return textOf(await runScript(place, measureCommand, args, { what: 'looking for the backups' }), 'directory');
}

async function readRunning(place: BackupPlace, ownId: string): Promise<RunningNeighbour[]> {
  const containers = await place.engine.listContainers({ all: false });
  return Promise.all(
    containers
      .filter(({ id }) => id !== ownId)
      .map(async ({ id, name }) => {
        // It may have ended meanwhile; then it writes nothing any more.
        const inspection = await place.engine.inspectContainer(id).catch(() => ({}));
        return { id, name, mounts: readMounts(inspection) };
      }),
  );
}

async function readMeasured(
  place: BackupPlace,
  mount: ChosenMount,
  answer: ScriptAnswer,
  index: number,
): Promise<MeasuredMount> {
  const record = answer.records.filter(([key]) => key === 'volume')[index]?.[1] ?? '';
  // `stat` says nothing of what is not there: the type is empty then.
  const [kind = 'absent', fileSystem = '', ...numbers] = record.split(' ');
  const [usedBytes = 0, entries = 0, fileSystems = 0] = numbers.map(Number);
  const mountedOnUse = mount.type === 'volume' && (await isMountedOnUse(place, mount));
  const known = kind === 'directory' || kind === 'unreadable' || kind === 'other' ? kind : 'absent';
  const facts = { type: mount.type, driver: mount.driver, mountedOnUse, kind: known, fileSystem, entries } as const;
  return { mount, facts, usedBytes, fileSystems };
}

/** The local driver with a type or a device mounts it while containers run, and shows an empty directory else. */
async function isMountedOnUse(place: BackupPlace, { volume }: ChosenMount): Promise<boolean> {
  const { Options: options } = await place.engine.inspectVolume(volume);
  if (typeof options !== 'object' || options === null) return false;
  return 'device' in options || 'type' in options;
}

async function measureSpace(
  place: BackupPlace,
  volumes: readonly PlannedVolume[],
  answer: ScriptAnswer,
  alsoNeededBytes: number,
): Promise<SpaceVerdict> {
  const sizes = volumes.map(({ method, usedBytes, entries }) => ({
    usedBytes,
    entries,
    sharesBlocks: method === 'btrfs_snapshot',
  }));
  const streamed = volumes.some(({ method }) => method === 'engine_archive');
  const freeBytes = numberOf(answer, 'freeBytes');
  if (!streamed || !hasRoot(place) || place.host.sudo === 'root') {
    return judgeSpace({ volumes: sizes, freeBytes, alsoNeededBytes });
  }
  const directory = loginDirectory(place) ?? null;
  const home = await runScript(place, measureAsLoginCommand, { directory }, { what: 'measuring the login’s home' });
  return judgeSpace({ volumes: sizes, freeBytes: Math.min(freeBytes, numberOf(home, 'freeBytes')), alsoNeededBytes });
}

function spaceProblem({ enough, neededBytes, freeBytes }: SpaceVerdict, directory: string): BackupProblem[] {
  if (enough) return [];
  const message = `The backup may take ${neededBytes} bytes, and ${freeBytes} are free where ${directory} lies.`;
  return [{ code: 'not_enough_space', blocking: true, message }];
}

function describeSelection({ chosen, leftOut, unknown }: MountSelection): BackupProblem[] {
  return [
    ...unknown.map((name): BackupProblem => {
      return { code: 'unknown_volume', blocking: true, message: `The container has no volume or mount '${name}'.` };
    }),
    ...chosen
      .filter(({ sharedWith }) => sharedWith.length > 0)
      .map(({ volume, sharedWith }): BackupProblem => {
        const message = `Volume ${volume} is also used by ${sharedWith.join(', ')}: it may change while it is archived.`;
        return { code: 'shared', blocking: false, message };
      }),
    ...leftOut
      .filter(({ type, reason }) => type === 'bind' && reason === 'not_asked_for')
      .map(({ destination }): BackupProblem => {
        const message = `The bind mount at ${destination} is not part of the backup: name it to have it backed up.`;
        return { code: 'left_out', blocking: false, message };
      }),
  ];
}

function describeMeasured({ mount, facts, fileSystems }: MeasuredMount, method: BackupMethod | null): BackupProblem[] {
  const problems: BackupProblem[] = [];
  if (method === 'engine_archive') {
    const message = `Volume ${mount.volume} is archived by the engine: it can be verified, but not restored without root on the host.`;
    problems.push({ code: 'not_restorable', blocking: false, message });
  }
  if (method === null) {
    const message = `The mount at ${mount.destination} is not a directory on the host, and is not backed up.`;
    problems.push({ code: 'unreachable', blocking: true, message });
  }
  if (facts.kind === 'directory' && fileSystems > 1) {
    const message = `Another file system is mounted within ${mount.volume}: what lies on it is not part of the backup.`;
    problems.push({ code: 'nested_filesystem', blocking: false, message });
  }
  return problems;
}
