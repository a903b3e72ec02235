import {
  type EngineJson,
  isEmpty,
  isRecord,
  readList,
  readRecord,
  readRecords,
  readText,
  readTexts,
} from './engine-json.js';
import { nameSignal } from './config-rows.js';
import { targetOfBind } from './storage.js';

/** One spelling for what engines write in several. */
type NormalForm = (value: unknown) => unknown;

/** Lists where the order says nothing. */
const sorted: NormalForm = (value) =>
  readList(value)
    .map((entry) => JSON.stringify(entry, sortKeys))
    .sort()
    .map((entry): unknown => JSON.parse(entry));

function sortKeys(_key: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Relabelling is done once; Podman forgets it then. */
const RELABEL: ReadonlySet<string> = new Set(['z', 'Z']);

function normaliseBind(bind: string): string {
  const [source = '', , options = ''] = bind.split(':');
  const kept = options.split(',').filter((option) => option !== '' && !RELABEL.has(option));
  return [source, targetOfBind(bind), kept.sort().join(',')].join(':');
}

interface NormalRow {
  readonly field: string;
  readonly reason: string;
  readonly form: NormalForm;
}

const inOrder = (field: string): NormalRow => ({
  field,
  reason: 'a set, which engines sort as they like',
  form: sorted,
});

export const HOST_FORMS: readonly NormalRow[] = [
  {
    field: 'NetworkMode',
    reason: 'default means bridge',
    form: (value) => readText(value).replace(/^(default)?$/, 'bridge'),
  },
  {
    field: 'RestartPolicy',
    reason: 'no policy is called no, or nothing',
    form: (value) => {
      const { Name: name, MaximumRetryCount: retries } = readRecord(value);
      return readText(name) === '' || name === 'no' ? {} : { Name: name, MaximumRetryCount: retries ?? 0 };
    },
  },
  {
    field: 'PortBindings',
    reason: 'Podman lists exposed ports without a binding; an empty address is any',
    form: (value) =>
      Object.fromEntries(
        Object.entries(readRecord(value)).flatMap(([port, bindings]) =>
          isEmpty(bindings) ? [] : [[port, readRecords(bindings).map(normaliseBinding)]],
        ),
      ),
  },
  {
    field: 'Links',
    reason:
      'inspect adds the name of the container itself, says the name of one that was given by id, and has them in no order',
    form: (value) =>
      readTexts(value)
        .map((link) => link.slice(Math.max(link.lastIndexOf('/'), link.lastIndexOf(':')) + 1))
        .sort(),
  },
  { field: 'Binds', reason: 'order and relabelling', form: (value) => readTexts(value).map(normaliseBind).sort() },
  {
    field: 'MemorySwappiness',
    reason: 'minus one is what Podman writes for "not set" beside a memory limit',
    form: (value) => (value === -1 ? null : value),
  },
  {
    field: 'ConsoleSize',
    reason: 'all zero is none',
    form: (value) => (readList(value).every((size) => size === 0) ? [] : value),
  },
  {
    field: 'Ulimits',
    reason: 'Podman has other names for them',
    form: (value) =>
      sorted(
        readRecords(value).map((limit) => ({
          ...limit,
          Name: readText(limit['Name'])
            .replace(/^RLIMIT_/, '')
            .toLowerCase(),
        })),
      ),
  },
  ...['CapAdd', 'CapDrop', 'GroupAdd', 'SecurityOpt', 'Mounts', 'Devices', 'DeviceCgroupRules'].map(inOrder),
  ...['MaskedPaths', 'ReadonlyPaths'].map(inOrder),
];

const normaliseBinding = ({ HostIp: address, HostPort: port }: EngineJson): EngineJson => ({
  HostIp: readText(address),
  HostPort: readText(port),
});

export const CONFIG_FORMS: readonly NormalRow[] = [
  { field: 'StopSignal', reason: 'by name, by number, with and without SIG', form: (value) => nameSignal(value) },
  {
    field: 'Healthcheck',
    reason: 'what is switched off has no times, but Podman writes its defaults',
    form: (value) => (readTexts(readRecord(value)['Test'])[0] === 'NONE' ? { Test: ['NONE'] } : value),
  },
  {
    field: 'Entrypoint',
    reason: 'a cleared one is null in Docker, [""] in Podman',
    form: (value) => readTexts(value).filter((part, _index, all) => all.length > 1 || part !== ''),
  },
];

export function normalise(rows: readonly NormalRow[], field: string, value: unknown): unknown {
  const row = rows.find((one) => one.field === field);
  return row === undefined ? value : row.form(value);
}
