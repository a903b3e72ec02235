import type { VolumeChoice } from './backup.js';

/** One mount of a container as its inspection shows it. Docker's fields, read with care. */
export interface ContainerMount {
  readonly type: string;
  /** Name of a volume; empty for binds. */
  readonly name: string;
  /** Path on the host; empty when the engine tells none. */
  readonly source: string;
  readonly destination: string;
  readonly driver: string;
  readonly writable: boolean;
}

export interface RunningNeighbour {
  readonly id: string;
  readonly name: string;
  readonly mounts: readonly ContainerMount[];
}

export interface ChosenMount {
  readonly volume: string;
  readonly type: 'volume' | 'bind';
  readonly source: string;
  readonly destination: string;
  readonly driver: string;
  /** Running containers other than this one that may write to it. */
  readonly sharedWith: readonly string[];
}

export interface LeftOutMount {
  readonly destination: string;
  readonly type: string;
  readonly reason: 'memory_only' | 'not_asked_for' | 'socket' | 'part_of_the_image';
}

export interface MountSelection {
  readonly chosen: readonly ChosenMount[];
  readonly leftOut: readonly LeftOutMount[];
  /** Names of the request that no mount has. */
  readonly unknown: readonly string[];
}

const SOCKET_NAME = /\.sock(et)?$/;

/** Kinds of mount that are never backed up, and why. */
const NEVER: Readonly<Record<string, LeftOutMount['reason']>> = {
  tmpfs: 'memory_only',
  npipe: 'socket',
  image: 'part_of_the_image',
};

/**
 * Reads the `Mounts` of an inspection; what has no destination is no mount. In an order of their own: engines tell them
 * in another one each time, and a second attempt at a backup finds the volumes of the first by their position.
 */
export function readMounts(inspection: Readonly<Record<string, unknown>>): ContainerMount[] {
  const mounts = inspection['Mounts'];
  if (!Array.isArray(mounts)) return [];
  const found = mounts.flatMap((entry: unknown): ContainerMount[] => {
    if (typeof entry !== 'object' || entry === null) return [];
    const fields = entry as Readonly<Record<string, unknown>>;
    const text = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '');
    if (text('Destination') === '') return [];
    const type = text('Type') === '' ? (text('Name') === '' ? 'bind' : 'volume') : text('Type');
    return [
      {
        type,
        name: text('Name'),
        source: text('Source'),
        destination: text('Destination'),
        driver: text('Driver'),
        writable: fields['RW'] !== false,
      },
    ];
  });
  return found.toSorted((a, b) => (a.destination < b.destination ? -1 : 1));
}

/**
 * Which mounts a backup takes: named and anonymous volumes; bind mounts only when they are named, since they hold other
 * people's files; nothing that lives in memory, and no sockets.
 */
export function selectMounts(
  mounts: readonly ContainerMount[],
  choice: VolumeChoice,
  neighbours: readonly RunningNeighbour[] = [],
): MountSelection {
  const asked = Array.isArray(choice) ? choice : null;
  const chosen: ChosenMount[] = [];
  const leftOut: LeftOutMount[] = [];
  const leaveOut = (mount: ContainerMount, reason: LeftOutMount['reason']): void => {
    leftOut.push({ destination: mount.destination, type: mount.type, reason });
  };
  for (const mount of mounts) {
    const never = NEVER[mount.type];
    if (never !== undefined) leaveOut(mount, never);
    else if (mount.type === 'bind' && SOCKET_NAME.test(mount.source)) leaveOut(mount, 'socket');
    else if (isAsked(mount, choice)) chosen.push(describeMount(mount, neighbours));
    else leaveOut(mount, 'not_asked_for');
  }
  const unknown = (asked ?? []).filter((name) => !mounts.some((mount) => namesOf(mount).includes(name)));
  return { chosen: dropRepeated(chosen), leftOut, unknown };
}

function isAsked(mount: ContainerMount, choice: VolumeChoice): boolean {
  if (Array.isArray(choice)) return namesOf(mount).some((name) => choice.includes(name));
  return choice && mount.type === 'volume';
}

function namesOf(mount: ContainerMount): string[] {
  return [mount.name, mount.destination, mount.type === 'bind' ? mount.source : ''].filter((name) => name !== '');
}

function describeMount(mount: ContainerMount, neighbours: readonly RunningNeighbour[]): ChosenMount {
  const type = mount.type === 'volume' ? 'volume' : 'bind';
  return {
    volume: type === 'volume' ? mount.name : mount.source,
    type,
    source: mount.source,
    destination: mount.destination,
    driver: mount.driver === '' ? 'local' : mount.driver,
    sharedWith: neighbours
      .filter((neighbour) => neighbour.mounts.some((other) => other.writable && sharesStorage(mount, other)))
      .map(({ name }) => name),
  };
}

/** The same volume, or one path within the other. */
export function sharesStorage(one: ContainerMount, other: ContainerMount): boolean {
  if (one.type === 'volume' && other.type === 'volume' && one.name !== '' && one.name === other.name) return true;
  if (one.source === '' || other.source === '') return false;
  return isWithin(one.source, other.source) || isWithin(other.source, one.source);
}

function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(parent.endsWith('/') ? parent : `${parent}/`);
}

/** A volume that is mounted twice is one volume. */
function dropRepeated(mounts: readonly ChosenMount[]): ChosenMount[] {
  const seen = new Set<string>();
  return mounts.filter(({ type, volume }) => {
    const key = `${type}:${volume}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
