import {
  dropUndefined,
  type EngineJson,
  isEmpty,
  isSame,
  readRecord,
  readRecords,
  readText,
  readTexts,
} from './engine-json.js';
import { planLinks, planMode, planVolumesFrom } from './namespaces.js';
import { planNetworks } from './networks.js';
import { planStorage } from './storage.js';
import type { Subject } from './subject.js';

export interface HostRow {
  readonly field: string;
  /** Numbers of the checklist. */
  readonly points: readonly number[];
  readonly reason: string;
  /** What is sent; undefined: nothing. */
  readonly send: (value: unknown, subject: Subject) => unknown;
}

const never = (): undefined => undefined;
/** Null is "not set" for these, and zero, false or an empty list is a wish of its own. */
const keepUnlessNull = (value: unknown): unknown => value ?? undefined;

/** A path that every engine hides by itself; a list with all of them is the engine's, one without them somebody's. */
const ALWAYS_MASKED = ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/scsi', '/sys/firmware'];
const ALWAYS_READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

const keepUnlessDefault =
  (engineDefault: readonly string[]) =>
  (value: unknown): unknown => {
    if (!Array.isArray(value)) return undefined;
    const paths = readTexts(value);
    return engineDefault.every((path) => paths.includes(path)) ? undefined : paths;
  };

/** Of `ulimits`: how Podman shows what it wants to be told as `nofile`. */
const PODMAN_LIMIT = /^RLIMIT_/;

/** Binding lists; Podman shows an exposed port as one without any. */
function planPorts(value: unknown, { isPodman }: Subject): unknown {
  const ports = Object.entries(readRecord(value)).filter(([, bindings]) => !isPodman || !isEmpty(bindings));
  return ports.length === 0 ? undefined : Object.fromEntries(ports);
}

function planDevices(value: unknown): unknown {
  const devices = readRecords(value).map((device) => ({
    ...device,
    CgroupPermissions: readText(device['CgroupPermissions']) || 'rwm',
  }));
  return devices.length === 0 ? undefined : devices;
}

function planSwappiness(value: unknown, { engine, isPodman }: Subject): unknown {
  if (engine.cgroupVersion === 2 || typeof value !== 'number' || value < 0) return undefined;
  return isPodman && value === 0 ? undefined : value;
}

/** What differs from "send it when it is set"; a field that is not here, also one that a later engine adds, is kept. */
export const HOST_ROWS: readonly HostRow[] = [
  {
    field: 'NetworkMode',
    points: [27, 35],
    reason: 'the owner of a shared network may have a successor',
    send: (_value, subject) => planNetworks(subject).mode,
  },
  {
    field: 'IpcMode',
    points: [35, 41],
    reason: 'the owner of a shared namespace may have a successor',
    send: (value, subject) => planMode(value, subject) || undefined,
  },
  {
    field: 'PidMode',
    points: [35, 41],
    reason: 'as above; Podman says private for what is not shared, and does not want to hear it',
    send: (value, subject) =>
      subject.isPodman && value === 'private' ? undefined : planMode(value, subject) || undefined,
  },
  {
    field: 'UTSMode',
    points: [41],
    reason: 'Podman says private for what is not shared',
    send: (value, { isPodman }) => (isPodman && value === 'private' ? undefined : readText(value) || undefined),
  },
  {
    field: 'VolumesFrom',
    points: [23, 35],
    reason: 'the lender may have a successor',
    send: (value, subject) => nonEmpty(planVolumesFrom(value, subject)),
  },
  {
    field: 'Links',
    points: [37],
    reason: 'inspect has another form than a request, with the name of this container in it',
    send: (value, subject) => nonEmpty(planLinks(value, subject)),
  },
  {
    field: 'Binds',
    points: [17, 20, 21, 25],
    reason: 'kept word for word; only a volume without a name gets the one that the engine gave it',
    send: (_value, subject) => nonEmpty(planStorage(subject).Binds),
  },
  {
    field: 'Mounts',
    points: [17, 18, 19, 20, 22, 24, 25],
    reason: 'kept as they are, with volumes that have no name carried over by the one that the engine gave them',
    send: (_value, subject) => nonEmpty(planStorage(subject).Mounts),
  },
  {
    field: 'PortBindings',
    points: [34],
    reason: 'the binding as it was asked for (an empty port stays random), never what was allocated',
    send: planPorts,
  },
  {
    field: 'RestartPolicy',
    points: [61, 62],
    reason: 'engines refuse one beside AutoRemove, but for the one that says no',
    send: (value, { hostConfig }) =>
      hostConfig['AutoRemove'] === true && readRecord(value)['Name'] !== 'no' ? undefined : planRestartPolicy(value),
  },
  {
    field: 'Devices',
    points: [47],
    reason: 'Podman shows no permissions; without any a device could not be used',
    send: planDevices,
  },
  {
    field: 'MaskedPaths',
    points: [46],
    reason: "the engine's own list is its business; an empty one is systempaths=unconfined",
    send: keepUnlessDefault(ALWAYS_MASKED),
  },
  {
    field: 'ReadonlyPaths',
    points: [46],
    reason: "the engine's own list is its business; an empty one is systempaths=unconfined",
    send: keepUnlessDefault(ALWAYS_READ_ONLY),
  },
  {
    field: 'MemorySwappiness',
    points: [54],
    reason: 'unknown to cgroup v2, which refuses it; Podman shows 0 for "not set", where 0 would switch swapping off',
    send: planSwappiness,
  },
  {
    field: 'NanoCpus',
    points: [55],
    reason: 'Podman shows the same limit twice, and refuses it so; the quota is the exact one',
    send: (value, { hostConfig, isPodman }) =>
      isEmpty(value) || (isPodman && !isEmpty(hostConfig['CpuQuota'])) ? undefined : value,
  },
  {
    field: 'Ulimits',
    points: [53],
    reason: 'Podman shows RLIMIT_NOFILE and wants nofile',
    send: (value) =>
      nonEmpty(
        readRecords(value).map((limit) =>
          PODMAN_LIMIT.test(readText(limit['Name']))
            ? { ...limit, Name: readText(limit['Name']).replace(PODMAN_LIMIT, '').toLowerCase() }
            : limit,
        ),
      ),
  },
  {
    field: 'CapAdd',
    points: [44, 45],
    reason: 'in a privileged container Podman shows what this machine cannot give',
    send: keepCapabilities,
  },
  {
    field: 'CapDrop',
    points: [44, 45],
    reason: 'in a privileged container Podman shows what this machine cannot give',
    send: keepCapabilities,
  },
  {
    field: 'Runtime',
    points: [50],
    reason: 'Podman says oci whatever it runs',
    send: (value, { isPodman }) => (isPodman && value === 'oci' ? undefined : readText(value) || undefined),
  },
  {
    field: 'ConsoleSize',
    points: [64],
    reason: 'the size of the terminal that somebody had open; all zero is none',
    send: (value) => (isSame(value, [0, 0]) ? undefined : (value ?? undefined)),
  },
  { field: 'Cgroup', points: [43], reason: "the engine's own", send: never },
  { field: 'Init', points: [59], reason: 'false overrides a default of the engine', send: keepUnlessNull },
  { field: 'PidsLimit', points: [56], reason: 'a pointer: null is the default', send: keepUnlessNull },
  { field: 'OomKillDisable', points: [56], reason: 'false is what it is without', send: keepTrue },
];

function keepTrue(value: unknown): unknown {
  return value === true ? true : undefined;
}

function nonEmpty(list: readonly unknown[]): unknown {
  return list.length === 0 ? undefined : list;
}

function keepCapabilities(value: unknown, { hostConfig, isPodman }: Subject): unknown {
  if (isPodman && hostConfig['Privileged'] === true) return undefined;
  return nonEmpty(readTexts(value));
}

function planRestartPolicy(value: unknown): EngineJson | undefined {
  const { Name: name, MaximumRetryCount: retries } = readRecord(value);
  if (readText(name) === '') return undefined;
  // Engines refuse a count with any policy but this one.
  const counts = name === 'on-failure' && typeof retries === 'number' && retries > 0;
  return counts ? { Name: name, MaximumRetryCount: retries } : { Name: name };
}

/** `HostConfig` of the new container. */
export function planHostConfig(subject: Subject): EngineJson {
  const rows = new Map(HOST_ROWS.map((row) => [row.field, row]));
  const fields = new Set([...Object.keys(subject.hostConfig), 'NetworkMode', 'Mounts']);
  const planned = [...fields].map((field) => {
    const value = subject.hostConfig[field];
    const row = rows.get(field);
    return [field, row === undefined ? (isEmpty(value) ? undefined : value) : row.send(value, subject)] as const;
  });
  return dropUndefined(Object.fromEntries(planned));
}
