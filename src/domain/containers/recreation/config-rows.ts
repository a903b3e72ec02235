import { planCommand } from './command-pair.js';
import { dropUndefined, type EngineJson, isEmpty, readRecord, readText } from './engine-json.js';
import { planEnvironment } from './environment.js';
import { planHealthcheck } from './healthcheck.js';
import { planLabels } from './labels.js';
import { planNetworks } from './networks.js';
import { shortId, type Subject } from './subject.js';
import { judge, pickOwnKeys } from './three-way.js';

export interface ConfigRow {
  readonly field: string;
  /** Numbers of the checklist. */
  readonly points: readonly number[];
  readonly reason: string;
  /** What is sent; undefined: nothing. */
  readonly send: (value: unknown, subject: Subject) => unknown;
}

const never = (): undefined => undefined;
const keep = (value: unknown): unknown => (isEmpty(value) ? undefined : value);

/** A single value by the three-way rule; `cleared` is how an engine is told to take the image's away. */
const threeWay =
  (field: string, cleared?: string) =>
  (value: unknown, { oldConfig }: Subject): unknown => {
    const origin = judge(value, oldConfig[field]);
    return origin === 'inherited' ? undefined : origin === 'cleared' ? cleared : value;
  };

/** Podman fills in what neither user nor image said; that is not the user's. */
const threeWayUnlessPodmans =
  (field: string, filledIn: readonly string[], cleared?: string) =>
  (value: unknown, subject: Subject): unknown =>
    subject.isPodman && isEmpty(subject.oldConfig[field]) && filledIn.includes(readText(value))
      ? undefined
      : threeWay(field, cleared)(value, subject);

function planHostname(value: unknown, subject: Subject): unknown {
  const hostname = readText(value);
  return hostname === '' || hostname === shortId(subject.id) ? undefined : hostname;
}

/** Signals by number, as Podman shows them; the same on every Linux but MIPS, Alpha, SPARC and PA-RISC. */
const SIGNALS: Readonly<Record<string, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  12: 'SIGUSR2',
  14: 'SIGALRM',
  15: 'SIGTERM',
  28: 'SIGWINCH',
};

export function nameSignal(value: unknown): string {
  const text = readText(value).toUpperCase();
  const named = SIGNALS[text] ?? text;
  return named === '' || named.startsWith('SIG') || /^\d+$/.test(named) ? named : `SIG${named}`;
}

function planStopSignal(value: unknown, subject: Subject): unknown {
  if (!subject.isPodman) return threeWay('StopSignal')(value, subject);
  const [own, inherited] = [nameSignal(value), nameSignal(subject.oldConfig['StopSignal'])];
  return own === (inherited || 'SIGTERM') ? undefined : value;
}

/** Those of the user, and those that the user publishes: a port that both image and user named stays with either. */
function planExposedPorts(value: unknown, subject: Subject): unknown {
  const published = readRecord(subject.hostConfig['PortBindings']);
  const bound = Object.entries(readRecord(value)).filter(
    ([port]) => Object.hasOwn(published, port) && !isEmpty(published[port]),
  );
  return keep({ ...pickOwnKeys(value, subject.oldConfig['ExposedPorts']), ...Object.fromEntries(bound) });
}

/** What differs from the three-way rule for a single value, which holds for every field that is not here. */
export const CONFIG_ROWS: readonly ConfigRow[] = [
  {
    field: 'Image',
    points: [],
    reason: 'that is the update',
    send: (_value, { request }) => request.imageReference,
  },
  { field: 'Env', points: [1, 2, 3, 4], reason: 'by name', send: (_value, subject) => keep(planEnvironment(subject)) },
  {
    field: 'Entrypoint',
    points: [5, 6, 7, 8],
    reason: 'judged together with the command',
    send: (_value, { config, oldConfig }) => planCommand(config, oldConfig).Entrypoint,
  },
  {
    field: 'Cmd',
    points: [6, 9],
    reason: 'judged together with the entrypoint',
    send: (_value, { config, oldConfig }) => planCommand(config, oldConfig).Cmd,
  },
  {
    field: 'WorkingDir',
    points: [10],
    reason: 'Podman fills in the root directory',
    send: threeWayUnlessPodmans('WorkingDir', ['/'], '/'),
  },
  { field: 'User', points: [11], reason: 'cleared means root', send: threeWay('User', '0:0') },
  {
    field: 'Labels',
    points: [12, 68, 69, 70, 71, 72, 73],
    reason: 'by name',
    send: (_value, subject) => keep(planLabels(subject)),
  },
  {
    field: 'Healthcheck',
    points: [13],
    reason: 'by sub-field',
    send: (_value, subject) => planHealthcheck(subject),
  },
  { field: 'StopSignal', points: [14], reason: 'Podman shows a number', send: planStopSignal },
  { field: 'ExposedPorts', points: [15, 34], reason: 'by port', send: planExposedPorts },
  {
    field: 'Volumes',
    points: [18, 19],
    reason: 'by path; the volumes themselves are carried over by name',
    send: (value, { oldConfig }) => keep(pickOwnKeys(value, oldConfig['Volumes'])),
  },
  {
    field: 'Shell',
    points: [16],
    reason: 'matters to builds and health checks of the image only',
    send: never,
  },
  { field: 'OnBuild', points: [16], reason: 'matters to builds only', send: never },
  { field: 'ArgsEscaped', points: [16], reason: "an image's word about itself", send: never },
  { field: 'Hostname', points: [39], reason: 'a generated one is the beginning of the id', send: planHostname },
  { field: 'Domainname', points: [40], reason: 'no image has one', send: keep },
  {
    field: 'MacAddress',
    points: [30],
    reason: 'belongs to the primary network, and newer APIs want it there',
    send: (_value, subject) => planNetworks(subject).macAddress,
  },
  { field: 'StopTimeout', points: [63], reason: 'zero is a wish of its own', send: (value) => value ?? undefined },
  { field: 'Tty', points: [64], reason: 'no image has one', send: keep },
  { field: 'OpenStdin', points: [64], reason: 'no image has one', send: keep },
  { field: 'StdinOnce', points: [64], reason: 'no image has one', send: keep },
  { field: 'AttachStdin', points: [64], reason: 'no image has one', send: keep },
  { field: 'AttachStdout', points: [64], reason: 'no image has one', send: keep },
  { field: 'AttachStderr', points: [64], reason: 'no image has one', send: keep },
  { field: 'NetworkDisabled', points: [27], reason: 'no image has one', send: keep },
  { field: 'CreateCommand', points: [], reason: 'how Podman was called; not a setting', send: never },
];

/** The fields of `Config` that are sent. */
export function planConfig(subject: Subject): EngineJson {
  const rows = new Map(CONFIG_ROWS.map((row) => [row.field, row]));
  const images = Object.keys(subject.oldConfig).filter((field) => !isEmpty(subject.oldConfig[field]));
  const fields = new Set([...CONFIG_ROWS.map(({ field }) => field), ...Object.keys(subject.config), ...images]);
  const planned = [...fields].map((field) => {
    const value = subject.config[field];
    const send = rows.get(field)?.send ?? threeWay(field);
    return [field, send(value, subject)] as const;
  });
  return dropUndefined(Object.fromEntries(planned));
}
