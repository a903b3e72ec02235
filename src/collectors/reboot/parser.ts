import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { parseSections, type Sections } from '../profile/sections.js';
import { cutText } from '../shared/host-text.js';
import { linesOf } from '../shared/text.js';
import type { RebootSigns, ToolVerdict } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'truncated'>;

const SOURCE = 'reboot signs';
const MAX_NAMES = 200;

export function parseRebootSigns(output: Output): Parsed<RebootSigns> {
  const sections = parseSections(output);
  const namesOf = (section: string): string[] =>
    (sections.get(section) ?? []).slice(0, MAX_NAMES).map((name) => cutText(name));
  const problem = sections.has('end') ? [] : [new ParseError(SOURCE, 'it was cut off', '')];
  const value: RebootSigns = {
    flagFiles: namesOf('flags'),
    packages: [...new Set(namesOf('packages'))],
    flagIsWritten: namesOf('writers').length > 0,
    isContainer: namesOf('container').length > 0,
    runningKernel: readRelease(sections),
    installedKernels: installedOf(namesOf('modules'), namesOf('boot')),
    stamp: sections.has('stamp') ? namesOf('stamp').join(' ') : undefined,
  };
  return { value, errors: problem };
}

/** `Linux version 6.1.0-26-amd64 (builder@…) …`; nothing where the kernel is Microsoft's: no package brings it. */
function readRelease(sections: Sections): string | undefined {
  const line = sections.get('version')?.[0] ?? '';
  const release = /^Linux version (\S+)/.exec(line)?.[1];
  return release === undefined || /microsoft/i.test(line) ? undefined : cutText(release);
}

/** Kernels with modules; where /boot names versions, only those that can be booted (removed ones leave modules). */
function installedOf(modules: readonly string[], images: readonly string[]): string[] {
  const bootable = new Set(images.map((image) => image.replace(/^vmlinu[xz]-/, '')));
  const both = modules.filter((release) => bootable.has(release));
  return both.length > 0 ? both : [...modules];
}

/**
 * `needs-restarting -r` of yum-utils and dnf: 0 and 1 are its answers, but 1 is every failure's code as well, so only
 * the texts count (LC_ALL=C).
 */
export function parseNeedsRestarting(output: Output): Parsed<ToolVerdict> {
  const lines = linesOf(output);
  const updated = lines.flatMap((line) => /^\s+\*\s+(\S+)/.exec(line)?.[1] ?? []).slice(0, MAX_NAMES);
  const text = lines.join('\n');
  if (/^Reboot is required/m.test(text) || updated.length > 0) {
    const named = updated.length === 0 ? 'core libraries or services' : updated.map((name) => cutText(name)).join(', ');
    return { value: { required: true, reason: `updated since boot: ${cutText(named)}` }, errors: [] };
  }
  if (/^Reboot (?:should not be|is not) (?:necessary|required)|^No core libraries/m.test(text)) {
    return { value: { required: false, reason: 'needs-restarting found nothing' }, errors: [] };
  }
  throw new ParseError('needs-restarting', 'it gives no verdict', lines[0] ?? '');
}

/** NEEDRESTART-KSTA: 0 not known, 1 current, 2 a compatible and 3 a new version waits for a reboot. */
export function parseNeedrestart(output: Output): Parsed<ToolVerdict> {
  const fields = new Map(
    linesOf(output).flatMap((line) => {
      const [, key, value] = /^NEEDRESTART-([A-Z]+):\s*(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );
  const status = fields.get('KSTA');
  if (status === '1') return { value: { required: false, reason: 'needrestart: the kernel is current' }, errors: [] };
  if (status === '2' || status === '3') {
    const reason = `needrestart: kernel ${cutText(fields.get('KEXP') ?? 'of another version')} waits`;
    return { value: { required: true, reason: cutText(reason) }, errors: [] };
  }
  if (status === '0') return { value: { required: null, reason: 'needrestart does not know' }, errors: [] };
  throw new ParseError('needrestart', 'it gives no kernel status', [...fields.keys()].join(' '));
}
