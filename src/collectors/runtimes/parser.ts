import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { parseSections } from '../profile/sections.js';
import { cutOrNull, cutText } from '../shared/host-text.js';
import { linesOf, textOf } from '../shared/text.js';
import { RUNTIMES } from './known-runtimes.js';
import type { RuntimeAnswer, RuntimePresence } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated' | 'exitCode'>;

const KNOWN_SOCKETS = new Set(RUNTIMES.flatMap(({ sockets }) => sockets));
const MAX_COUNT = 1e9;

export function parsePresence(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<RuntimePresence> {
  const sections = parseSections(output);
  const there = (sections.get('sockets') ?? []).filter((path) => KNOWN_SOCKETS.has(path));
  const listening = new Set((sections.get('listening') ?? []).map((line) => line.split(/\s+/).at(-1)));
  const versions = new Map<string, string>();
  for (const [name, lines] of sections) {
    const tool = /^version (\S+)$/.exec(name)?.[1];
    const version = versionIn(lines[0]);
    if (tool !== undefined) versions.set(tool, version ?? '');
  }
  return { value: { versions, sockets: new Map(there.map((path) => [path, listening.has(path)])) }, errors: [] };
}

/** `podman version 4.3.1`, `containerd github.com/containerd/containerd v1.7.2 0cae52…`, `k3s version v1.29.3+k3s1 (…)`. */
function versionIn(line: string | undefined): string | null {
  return cutOrNull(/(?:^|\s)v?(\d+\.\d+[\w.+~:-]*)/.exec(line ?? '')?.[1], 80);
}

/** One JSON object; old engines end with 0 and no version when the daemon does not answer. */
export function parseDockerInfo(output: Output): Parsed<RuntimeAnswer | null> {
  const text = textOf(output).trim();
  const said = output.stderr.toString('utf8').trim();
  // Podman under Docker's name: it is asked by its own.
  if (/podman/i.test(said)) return { value: null, errors: [] };
  const fields = readObject(text);
  const version = typeof fields?.['version'] === 'string' ? cutOrNull(fields['version'], 80) : null;
  if (fields === undefined || version === null) {
    if (output.exitCode === 0 && said === '') throw new ParseError('docker info', 'it is not what was asked for', text);
    const problem = cutOrNull(said.split('\n').at(-1)) ?? 'it gave no reason';
    return { value: { up: false, version: null, running: null, stopped: null, problem }, errors: [] };
  }
  const [all, running] = [readCount(fields['all']), readCount(fields['running'])];
  const stopped = all === null || running === null || running > all ? null : all - running;
  return { value: { up: true, version, running, stopped, problem: null }, errors: [] };
}

function readObject(text: string): Record<string, unknown> | undefined {
  const line = text.split('\n').find((each) => each.trim().startsWith('{'));
  try {
    const value: unknown = JSON.parse(line ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function readCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < MAX_COUNT ? value : null;
}

const STATES = /^(?:created|configured|initialized|running|paused|stopping|stopped|exited|removing|unknown|up\b|dead)/i;

/** A word for each container. `none`: this user has no store. */
export function parsePodmanStates(output: Output): Parsed<RuntimeAnswer | null> {
  const lines = linesOf(output).map((line) => line.trim());
  if (lines.length === 1 && lines[0] === 'none') return { value: null, errors: [] };
  const states = lines.filter((line) => STATES.test(line));
  if (output.exitCode !== 0) {
    const problem = cutOrNull(output.stderr.toString('utf8').trim().split('\n').at(-1)) ?? 'it gave no reason';
    return { value: { up: false, version: null, running: null, stopped: null, problem }, errors: [] };
  }
  if (states.length < lines.length) {
    const odd = lines.find((line) => !STATES.test(line)) ?? '';
    throw new ParseError('podman ps', 'a line is no state', cutText(odd));
  }
  const running = states.filter((state) => /^(?:running|up\b)/i.test(state)).length;
  const value = { up: true, version: null, running, stopped: states.length - running, problem: null };
  return { value, errors: output.truncated ? [new ParseError('podman ps', 'it was cut off', '')] : [] };
}
