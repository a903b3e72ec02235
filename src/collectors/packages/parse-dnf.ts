import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { cutText } from '../shared/host-text.js';
import { linesOf } from '../shared/text.js';
import type { PackageUpdate, PendingUpdates, SecurityAdvisories } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated' | 'exitCode'>;

const NAME = /^([A-Za-z0-9_][\w.+-]*)\.(noarch|x86_64|i[3-6]86|aarch64|armv\w+|ppc64(?:le)?|s390x|riscv64|src)$/;
const VERSION = /^(?:\d+:)?[\w.+~^]+-[\w.+~^]+$/;
const UPDATES_WAIT = 100;

/**
 * `check-update` of dnf and yum: name.arch, version, repository; a long name stands alone and the rest on the next
 * line. What follows "Obsoleting Packages" is told twice. 100 means updates, 0 none, all else that it could not tell.
 */
export function parseDnfUpdates(output: Output): Parsed<PendingUpdates> {
  if (output.exitCode !== 0 && output.exitCode !== UPDATES_WAIT) {
    const said = output.stderr.toString('utf8').trim().split('\n').at(-1) ?? '';
    const problem = `the package manager could not tell from its cache: ${said === '' ? 'no reason given' : said}`;
    return { value: { updates: null, heldBack: null, problem: cutText(problem) }, errors: [] };
  }
  const lines = linesOf(output);
  const obsoleting = lines.findIndex((line) => /^Obsoleting packages/i.test(line));
  const words = lines.slice(0, obsoleting < 0 ? lines.length : obsoleting).map((line) => line.trim().split(/\s+/));
  const updates = new Map<string, PackageUpdate>();
  words.forEach((row, index) => {
    const [, name] = NAME.exec(row[0] ?? '') ?? [];
    if (name === undefined) return;
    const version = row.length > 1 ? row[1] : words[index + 1]?.[0];
    if (version === undefined || !VERSION.test(version)) return;
    // Several architectures of one package are several updates.
    updates.set(row[0] ?? name, { name: cutText(name), installed: null, available: cutText(version), security: null });
  });
  const value: PendingUpdates = { updates: [...updates.values()], heldBack: null, problem: null };
  if (output.exitCode === UPDATES_WAIT && updates.size === 0) {
    throw new ParseError('check-update', 'it speaks of updates and lists none', lines[0] ?? '');
  }
  return { value, errors: [] };
}

/** `RHSA-2024:1 Important/Sec. kernel-5.14.0-427.13.1.el9_4.x86_64`; dnf 5: name, type, severity, package, date. */
const ADVISORY = /^\S*[A-Z][A-Za-z]*-?\S*\d\S*\s+/;
const PACKAGE = /^(.+)-[^-\s]+-[^-\s]+\.(?:noarch|x86_64|i[3-6]86|aarch64|armv\w+|ppc64(?:le)?|s390x|riscv64|src)$/;

/**
 * Advisories of every kind: a list without any is one of repositories that carry none (CentOS, many mirrors), so that
 * no security advisory is a zero only where there are others, or nothing waits at all.
 */
export function parseDnfAdvisories(output: Output): Parsed<SecurityAdvisories> {
  if (output.exitCode !== 0) return { value: { packages: null, count: null }, errors: [] };
  const security = new Set<string>();
  let advisories = 0;
  for (const line of linesOf(output)) {
    if (!ADVISORY.test(line)) continue;
    const words = line.trim().split(/\s+/);
    const name = words.map((word) => PACKAGE.exec(word)?.[1]).find((found) => found !== undefined);
    if (name === undefined) continue;
    advisories += 1;
    if (/\bSec\.|\bsecurity\b/i.test(words.slice(1, 3).join(' '))) security.add(cutText(name));
  }
  return { value: { packages: advisories === 0 ? null : [...security], count: null }, errors: [] };
}
