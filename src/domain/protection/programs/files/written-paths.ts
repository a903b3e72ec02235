import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { classifyPath } from '../classify-path.js';
import { normalisePath } from '../normalise-path.js';
import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms, hides, textOf } from '../rule-kinds.js';

/** Which words of an execution are places that it writes to. */
export type Pick = (given: Arguments, execution: Execution) => readonly Word[];

/** What writing over a place loses. */
export type WriteHarm = 'device' | 'config' | 'data' | 'unknown' | 'none';

export const NO_WORD: Word = { source: '', values: [''], unknown: false, glob: false, maySplit: false };

/** Absolute where the directory that it runs in is known. */
export function placePath(value: string, { cwd }: Execution): string {
  const base = cwd === null ? '' : textOf(cwd);
  return normalisePath(value, base === '' ? null : base);
}

/** A copy put beside the original: nobody's original is named like this. */
const COPY_NAME =
  /(\.(bak|old|orig|save|saved|backup|dist|sample|example|new|rpmnew|rpmsave|copy)|~|[._-](\d{6,}|\d{4}-\d\d-\d\d)([._T-]\d+)*|[._-])(\.\w+)?$/i;

/** Places where a new file is the usual way to add something, and nothing of the system has its only copy. */
const ADDED_TO: readonly RegExp[] = [
  /^\/usr\/local\/(?!etc\/)./,
  /^\/usr\/share\/(keyrings|fonts|doc|man|ca-certificates)\/./,
  /^\/etc\/apt\/(keyrings|sources\.list\.d|trusted\.gpg\.d|preferences\.d)\/./,
  /^\/etc\/(?!(cron|sudoers|profile|init|rc\d?|pam|security)\.?d?\/)([^/]+\/)*[\w-]+\.d\/[^/]+$/,
  /^\/etc\/[^/]+\/(sites|mods|conf)-(available|enabled)\/./,
  /^\/etc\/systemd\/(system|user)\/(?!(ssh|sshd|systemd-|network|NetworkManager|docker|containerd|dbus|multi-user|default|basic|sysinit))[\w@.-]+\.(service|timer|socket|path|mount|automount|slice)$/,
  /^\/etc\/(localtime|timezone|motd|issue|issue\.net)$/,
];

/** What writing over `path` loses; `path` is placed. `isThere`: what is edited in its place is no new file. */
export function harmOfWriting(path: string, isThere = false): WriteHarm {
  if (path === '' || path === '.') return path === '' ? 'unknown' : 'none';
  const found = classifyPath(path);
  if (found === 'device') return 'device';
  if (COPY_NAME.test(path) || (!isThere && ADDED_TO.some((place) => place.test(path)))) return 'none';
  if (found === 'config' || found === 'critical' || found === 'credential' || found === 'system' || found === 'root') {
    return 'config';
  }
  return found === 'database' || found === 'log' ? 'data' : 'none';
}

interface Where {
  readonly test: (given: Arguments, execution: Execution) => boolean;
  readonly targets: (given: Arguments, execution: Execution) => readonly string[];
}

/** Those of the picked words that fit, as condition and as targets of a rule. */
export function whereWords(pick: Pick, fits: (path: string, word: Word, execution: Execution) => boolean): Where {
  const targets = (given: Arguments, execution: Execution): readonly string[] =>
    pick(given, execution).flatMap((word) =>
      word.values.filter((value) => fits(value === '' ? '' : placePath(value, execution), word, execution)),
    );
  return { test: (given, execution) => targets(given, execution).length > 0, targets };
}

export interface Examples {
  readonly matches: readonly string[];
  readonly misses: readonly string[];
}

/** Two kinds of loss in one: the file system that was there, and its data. */
function deviceRules(program: string, device: Where, examples: Examples): readonly Rule[] {
  return [
    harms('disk_format', 'critical', {
      id: `${program}.over_device`,
      when: { test: device.test },
      targets: device.targets,
      targetKind: 'device',
      targetClass: 'device',
      why: '{program} writes over the disk {target}; what is on it is lost.',
      ...examples,
    }),
    harms('data_overwrite', 'critical', {
      id: `${program}.over_device_data`,
      when: { test: device.test },
      targets: device.targets,
      targetKind: 'path',
      why: '{program} writes over the data of {target}.',
      ...examples,
    }),
  ];
}

function over(pick: Pick, harm: WriteHarm, isThere: boolean): Where {
  return whereWords(
    pick,
    (path, word) => harmOfWriting(path, isThere) === harm && (harm !== 'unknown' || word.unknown),
  );
}

/** The rules of every program that writes over what it is pointed at: a disk, the system's files, a database or log, an unknown place. */
export function overwriteRules(
  program: string,
  pick: Pick,
  examples: Readonly<Record<'device' | 'config' | 'data', Examples>>,
  isThere = false,
): readonly Rule[] {
  const overIt = (harm: WriteHarm): Where => over(pick, harm, isThere);
  const [config, data, unknown] = [overIt('config'), overIt('data'), overIt('unknown')];
  return [
    ...deviceRules(program, overIt('device'), examples.device),
    harms('config_overwrite', 'medium', {
      id: `${program}.over_config`,
      when: { test: config.test },
      targets: config.targets,
      why: '{program} writes over {target}, which the host or a service is set up by.',
      ...examples.config,
    }),
    harms('data_overwrite', 'high', {
      id: `${program}.over_data`,
      when: { test: data.test },
      targets: data.targets,
      why: '{program} writes over {target}, the only copy of what is in it.',
      ...examples.data,
    }),
    hides('medium', {
      id: `${program}.over_unknown`,
      when: { test: unknown.test },
      targets: unknown.targets,
      targetKind: 'path',
      why: '{program} writes over a place that is not known before it runs.',
      matches: examples.config.matches.slice(0, 1).map((sample) => sample.replace(/\/(etc|boot)\/[\w./-]*/, '"$DEST"')),
      misses: examples.config.matches,
    }),
  ];
}
