import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { cutOrNull, cutText } from '../shared/host-text.js';
import { linesOf, textOf } from '../shared/text.js';
import type { ListAge, PackageUpdate, PendingUpdates, SecurityAdvisories } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated' | 'exitCode'>;

const known = (updates: readonly PackageUpdate[]): PendingUpdates => ({ updates, heldBack: null, problem: null });

/** `busybox-1.36.1-r5  < 1.36.1-r7`, below a head. Without the head, or with an index that is not there: not known. */
export function parseApkVersions(output: Output): Parsed<PendingUpdates> {
  const lines = linesOf(output);
  const updates = lines.flatMap((line): PackageUpdate[] => {
    const [, name, installed, available] = /^(\S+?)-(\d\S*-r\d+)\s+<\s+(\S+)/.exec(line) ?? [];
    if (name === undefined || installed === undefined || available === undefined) return [];
    return [{ name: cutText(name), installed: cutText(installed), available: cutText(available), security: null }];
  });
  const headed = lines.some((line) => line.startsWith('Installed:'));
  const warned = /^(?:WARNING|ERROR): .*/m.exec(`${output.stderr.toString('utf8')}\n${textOf(output)}`)?.[0];
  if (updates.length === 0 && warned !== undefined) {
    return { value: { updates: null, heldBack: null, problem: `apk: ${cutText(warned)}` }, errors: [] };
  }
  if (updates.length === 0 && !headed) throw new ParseError('apk version', 'there is no list', lines[0] ?? '');
  return { value: known(updates), errors: [] };
}

/** `linux 6.6.8.arch1-1 -> 6.6.9.arch1-1`, `[ignored]` behind it where the administrator holds it. 1: nothing to list. */
export function parsePacmanUpdates(output: Output): Parsed<PendingUpdates> {
  const lines = linesOf(output);
  const errors: ParseError[] = [];
  let heldBack = 0;
  const updates = lines.flatMap((line): PackageUpdate[] => {
    if (/^(?:warning|::)/.test(line)) return [];
    const [, name, installed, available, ignored] = /^(\S+) (\S+) -> (\S+)( \[ignored\])?\s*$/.exec(line) ?? [];
    if (name === undefined || installed === undefined || available === undefined) {
      errors.push(new ParseError('pacman', 'a row is no update', line));
      return [];
    }
    if (ignored !== undefined) {
      heldBack += 1;
      return [];
    }
    return [{ name: cutText(name), installed: cutText(installed), available: cutText(available), security: null }];
  });
  const failed = /^error: .*/m.exec(output.stderr.toString('utf8'))?.[0];
  if (failed !== undefined || (lines.length > 0 && lines.length === errors.length)) {
    const problem = `pacman: ${cutText(failed ?? lines[0] ?? '')}`;
    return { value: { updates: null, heldBack: null, problem }, errors };
  }
  return { value: { ...known(updates), heldBack }, errors };
}

/** `<update name="…" edition="…" edition-old="…" kind="package"/>`; the attributes in any order. */
export function parseZypperUpdates(output: Output): Parsed<PendingUpdates> {
  const problem = zypperProblem(output);
  if (problem !== null) return { value: { updates: null, heldBack: null, problem }, errors: [] };
  const updates = elementsOf(output).flatMap((attributes): PackageUpdate[] => {
    const name = attributes.get('name');
    const available = attributes.get('edition');
    if (name === undefined || available === undefined || attributes.get('kind') === 'patch') return [];
    const installed = cutOrNull(attributes.get('edition-old'));
    return [{ name: cutText(name), installed, available: cutText(available), security: null }];
  });
  return { value: known(updates), errors: [] };
}

/** Patches, not packages: that is how SUSE counts. */
export function parseZypperPatches(output: Output): Parsed<SecurityAdvisories> {
  if (zypperProblem(output) !== null) return { value: { packages: null, count: null }, errors: [] };
  const patches = elementsOf(output).filter(
    (attributes) => attributes.get('category') === 'security' && (attributes.get('status') ?? 'needed') === 'needed',
  );
  return { value: { packages: null, count: patches.length }, errors: [] };
}

/** A list that was not closed is no list; neither is one without repositories (exit code 6). */
function zypperProblem(output: Output): string | null {
  const text = textOf(output);
  if (output.exitCode !== 6 && /<\/update-list>|<update-list\s*\/>/.test(text)) return null;
  const said = /<message type="error">([^<]*)</.exec(text)?.[1] ?? output.stderr.toString('utf8').trim();
  return `zypper: ${cutText(said === '' ? 'it gave no list' : said)}`;
}

function elementsOf(output: Output): ReadonlyMap<string, string>[] {
  return [...textOf(output).matchAll(/<update\s([^<>]{1,2000})>/g)].map(
    ([, attributes = '']) =>
      new Map(
        [...attributes.matchAll(/([\w-]{1,40})="([^"]{0,300})"/g)].map(([, key = '', value = '']) => [
          key,
          decode(value),
        ]),
      ),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_match, name: string) => ENTITIES[name] ?? '');
}

/** The host's own time, a line for each list, a divider, a line for each database of what is installed. No list: no age. */
export function parseListAge(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<ListAge> {
  const lines = linesOf(output).map((line) => line.trim());
  const divider = lines.includes('==') ? lines.indexOf('==') : lines.length;
  const [now, ...lists] = readTimes(lines.slice(0, divider));
  if (now === undefined) throw new ParseError('list age', 'there is no time', lines[0] ?? '');
  const installed = readTimes(lines.slice(divider + 1));
  const changedAtSeconds = lists.length === 0 ? null : Math.max(...lists);
  // Both have to be known: otherwise nothing tells that nothing changed.
  const stamp =
    lists.length === 0 || installed.length === 0 ? null : [...lists, '/', ...installed].join(' ').slice(0, 500);
  return { value: { changedAtSeconds, nowSeconds: now, stamp }, errors: [] };
}

function readTimes(lines: readonly string[]): number[] {
  return lines.filter((line) => /^\d{1,11}$/.test(line)).map(Number);
}
