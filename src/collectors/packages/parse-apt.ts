import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { cutText } from '../shared/host-text.js';
import { linesOf } from '../shared/text.js';
import type { PackageUpdate, PendingUpdates } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated'>;

/** `Inst libssl3 [3.0.11-1] (3.0.15-1 Debian:12.8/stable, Debian-Security:12/stable-security [amd64]) []` */
const INST = /^Inst (\S+) (?:\[([^\]]*)\] )?\((\S+) ?(.*?)\)(?: |$)/;
/** `3 upgraded, 1 newly installed, 0 to remove and 2 not upgraded.`: the numbers in any language. */
const SUMMARY = /^(\d{1,9})\D+(\d{1,9})\D+(\d{1,9})\D+(\d{1,9})\D*$/;

/**
 * `apt-get -s dist-upgrade`. An update is an `Inst` of a package that is installed; security is told by its origins.
 * Without a summary there was none to simulate (broken dependencies, no lists): not known, and not zero.
 */
export function parseAptSimulation(output: Output): Parsed<PendingUpdates> {
  const lines = linesOf(output);
  const errors: ParseError[] = [];
  const updates: PackageUpdate[] = [];
  for (const line of lines) {
    if (!line.startsWith('Inst ')) continue;
    const [, name, installed, available, origins] = INST.exec(line) ?? [];
    if (name === undefined || available === undefined) errors.push(new ParseError('apt-get', 'an Inst is odd', line));
    // Without an installed version it is a new dependency, not an update.
    else if (installed !== undefined) {
      const security = /security|ESM(?:Apps|Infra)?[:/]/i.test((origins ?? '').replace(/\[[^\]]*\]\s*$/, ''));
      updates.push({ name: cutText(name), installed: cutText(installed), available: cutText(available), security });
    }
  }
  const summary = lines.map((line) => SUMMARY.exec(line)).findLast((match) => match !== null);
  if (summary !== undefined && summary !== null) {
    return { value: { updates, heldBack: Number(summary[4]), problem: null }, errors };
  }
  const said = output.stderr.toString('utf8').trim().split('\n', 1)[0] ?? '';
  if (!/^[EW]: /.test(said)) throw new ParseError('apt-get', 'there is no summary', lines.at(-1) ?? '');
  return { value: { updates: null, heldBack: null, problem: `apt-get: ${cutText(said)}` }, errors };
}
