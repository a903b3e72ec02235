import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { splitLines, textOf } from '../shared/text.js';
import {
  MAX_NAME,
  MAX_ROWS,
  readPort,
  type Container,
  type ContainerList,
  type ContainerRuntime,
  type InspectedContainer,
  type PublishedPort,
} from './evidence.js';
import { splitAddress } from './parse-listeners.js';
import { signatureOfContainer } from './signatures.js';

type Output = Pick<CommandOutput, 'stdout' | 'truncated' | 'exitCode'>;
type Fields = Readonly<Record<string, unknown>>;

/** `docker ps --no-trunc --format '{{json .}}'`, one object a line; podman's has arrays where Docker's has text. */
export function parseContainers(runtime: ContainerRuntime, output: Output): Parsed<ContainerList> {
  const answered = output.exitCode === 0 && !output.truncated;
  const containers: Container[] = [];
  const errors: ParseError[] = [];
  if (output.exitCode !== 0) return { value: { answered, containers }, errors };
  for (const row of readRows(textOf(output), output.truncated)) {
    const container = typeof row === 'string' ? undefined : readContainer(runtime, row);
    if (container !== undefined) containers.push(container);
    else if (errors.length < 3) {
      errors.push(new ParseError(`${runtime} ps`, 'a row names no container', typeof row === 'string' ? row : '{…}'));
    }
  }
  return { value: { answered: answered && errors.length === 0, containers }, errors };
}

/** Objects of the lines, or of one array; a line that is no JSON as it is. */
function readRows(text: string, truncated: boolean): (Fields | string)[] {
  const rows: (Fields | string)[] = [];
  for (const line of splitLines(text, truncated).slice(0, MAX_ROWS)) {
    const value = readJson(line);
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    rows.push(...list.slice(0, MAX_ROWS).map((entry) => (isFields(entry) ? entry : line)));
  }
  return rows.slice(0, MAX_ROWS);
}

function readContainer(runtime: ContainerRuntime, fields: Fields): Container | undefined {
  const id = textField(fields, 'ID') ?? textField(fields, 'Id');
  const name = readName(fields['Names']);
  if (id === undefined || name === undefined) return undefined;
  const image = textField(fields, 'Image') ?? '';
  const command = textField(fields, 'Command') ?? listOf(fields['Command']).join(' ');
  const { published, exposed } = readPorts(fields['Ports']);
  const engine = signatureOfContainer(image, command)?.engine;
  const ownPorts = [...exposed, ...listOf(fields['ExposedPorts'])];
  return { runtime, id, name, image: image.slice(0, MAX_NAME), engine, published, exposed: distinctPorts(ownPorts) };
}

/** Docker joins the aliases of links with commas: the own name is the one without a slash. */
function readName(names: unknown): string | undefined {
  const all = typeof names === 'string' ? names.split(',') : listOf(names);
  const own = all.map((name) => name.replace(/^\//, '')).find((name) => !name.includes('/'));
  return own !== undefined && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/.test(own) ? own : undefined;
}

interface Ports {
  readonly published: PublishedPort[];
  readonly exposed: string[];
}

function readPorts(ports: unknown): Ports {
  const found: Ports = { published: [], exposed: [] };
  if (typeof ports === 'string') for (const part of ports.split(',').slice(0, 200)) readDockerPort(part.trim(), found);
  else if (Array.isArray(ports)) for (const part of ports.slice(0, 200)) readPodmanPort(part, found);
  return found;
}

/** `0.0.0.0:5433->5432/tcp`, `[::]:5433->5432/tcp`, `127.0.0.1:8000-8001->8000-8001/tcp`, `5432/tcp`. */
function readDockerPort(text: string, found: Ports): void {
  const [, outside, first, last, protocol] = /^(?:(\S+)->)?(\d{1,5})(?:-(\d{1,5}))?\/([a-z]+)$/.exec(text) ?? [];
  if (first === undefined || protocol !== 'tcp') return;
  const count = Math.min(Number(last ?? first) - Number(first) + 1, 100);
  const place = outside === undefined ? undefined : splitAddress(outside.replace(/-\d{1,5}$/, ''));
  for (let offset = 0; offset < count; offset += 1) addPort(found, Number(first) + offset, place, offset);
}

function readPodmanPort(part: unknown, found: Ports): void {
  if (!isFields(part) || (part['protocol'] ?? 'tcp') !== 'tcp') return;
  const inner = Number(part['container_port']);
  const outer = Number(part['host_port']);
  const count = Math.min(Number(part['range'] ?? 1) || 1, 100);
  const address = typeof part['host_ip'] === 'string' && part['host_ip'] !== '' ? part['host_ip'] : '0.0.0.0';
  const place = outer > 0 ? splitAddress(`${address}:${outer}`) : undefined;
  for (let offset = 0; offset < count; offset += 1) addPort(found, inner + offset, place, offset);
}

function addPort(
  found: Ports,
  inner: number,
  outside: { readonly address: string; readonly port: number } | undefined,
  offset: number,
): void {
  const containerPort = readPort(String(inner));
  if (containerPort === undefined) return;
  found.exposed.push(String(containerPort));
  const port = outside === undefined ? undefined : readPort(String(outside.port + offset));
  if (outside !== undefined && port !== undefined) {
    found.published.push({ address: outside.address, port, containerPort });
  }
}

function distinctPorts(ports: readonly string[]): number[] {
  const numbers = ports.map((port) => readPort(port.split('/', 1)[0])).filter((port) => port !== undefined);
  return [...new Set(numbers)].slice(0, 200);
}

/** The line that `inspectFormat` makes; an empty answer (exit code 1) means that there is no such container. */
export function parseInspected(output: Output): Parsed<InspectedContainer | null> {
  if (output.exitCode !== 0) return { value: null, errors: [] };
  const [line = ''] = splitLines(textOf(output));
  const fields = readJson(line);
  const status = isFields(fields) ? textField(fields, 'status') : undefined;
  if (!isFields(fields) || status === undefined) throw new ParseError('inspect', 'it tells no state', line);
  const networks = isFields(fields['networks']) ? Object.values(fields['networks']) : [];
  const addresses = networks
    .map((network) => (isFields(network) ? textField(network, 'IPAddress') : undefined))
    .filter((address): address is string => address !== undefined && /^[0-9.]{7,15}$/.test(address));
  const pid = fields['pid'];
  return {
    value: {
      status,
      pid: typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : 0,
      networkMode: textField(fields, 'networkMode') ?? '',
      addresses: addresses.slice(0, 20),
    },
    errors: [],
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 2000) : undefined;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string').slice(0, 200) : [];
}
