import type { TargetClass } from '../../detect/finding.js';
import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, valuesOf } from '../rule-kinds.js';

const withContainer = (
  verbs: string,
  rule: (subcommand: readonly string[], suffix: string) => Rule,
): readonly Rule[] => [rule([verbs], ''), rule(['container', verbs], '_container')];

/** A database or a proxy by its usual name. */
export function classifyContainer(name: string): TargetClass {
  if (/(postgres|mysql|mariadb|mongo|redis|valkey|influx|elastic|(^|[-_])(db|database|pg)([-_\d]|$))/i.test(name))
    return 'database';
  return 'ordinary';
}

const isMildSignal = (given: Arguments): boolean =>
  valuesOf(given, ['-s', '--signal']).some((signal) =>
    /^(sig)?(hup|usr1|usr2|winch|cont|1|10|12|18|28)$/i.test(signal),
  );

const UNITS: Readonly<Record<string, number>> = { b: 1 / 1_048_576, k: 1 / 1024, m: 1, g: 1024, t: 1_048_576 };
/** Less than these, in MiB and in parts of a processor, is too little for a server. */
const LITTLE_MEMORY = 64;
const LITTLE_TIME = 0.1;
const DEFAULT_PERIOD = 100_000;

function megabytesOf(size: string): number {
  const parts = /^(\d+(?:\.\d+)?)([bkmgt]?)b?$/i.exec(size);
  return parts === null ? Infinity : Number(parts[1]) * (UNITS[(parts[2] ?? '').toLowerCase() || 'b'] ?? 1);
}

/** `0` and `-1` take a limit away. */
function squeezes(given: Arguments): boolean {
  const memory = valuesOf(given, ['-m', '--memory', '--memory-swap']).map(megabytesOf);
  const time = [
    ...valuesOf(given, ['--cpus']).map(Number),
    ...valuesOf(given, ['--cpu-quota']).map((quota) => Number(quota) / DEFAULT_PERIOD),
  ];
  return (
    memory.some((size) => size > 0 && size <= LITTLE_MEMORY) || time.some((share) => share > 0 && share <= LITTLE_TIME)
  );
}

/** Containers that a rule speaks of. */
export const CONTAINER_RULES: readonly Rule[] = [
  ...withContainer('rm|remove', (subcommand, suffix) =>
    harms('container_remove', 'medium', {
      id: `{name}.rm${suffix}`,
      when: { subcommand, minOperands: 0 },
      targetKind: 'container',
      targetClass: classifyContainer,
      why: 'Removes the container {target}; what was only within it is lost.',
      matches: suffix === '' ? ['{name} rm web', '{name} rm -f web db'] : ['{name} container rm -f web'],
      misses: [
        '{name} logs rm',
        '{name} ps -f name=rm',
        '{name} run --rm alpine true',
        '{name} start rm',
        '{name} inspect rm',
      ],
    }),
  ),
  ...withContainer('rm|remove', (subcommand, suffix) =>
    harms('container_volume_delete', 'high', {
      id: `{name}.rm_volumes${suffix}`,
      when: { subcommand, anyOption: ['-v', '--volumes', '--volume'] },
      targetKind: 'container',
      targetClass: classifyContainer,
      why: 'Removes {target} with its anonymous volumes: the data in them is gone.',
      matches: suffix === '' ? ['{name} rm -fv db'] : ['{name} container rm -v db'],
      misses: ['{name} rm -f db', '{name} run -v data:/data alpine'],
    }),
  ),
  ...withContainer('stop|pause|restart', (subcommand, suffix) =>
    harms('service_disruption', 'medium', {
      id: `{name}.stop${suffix}`,
      when: { subcommand },
      targetKind: 'container',
      targetClass: classifyContainer,
      why: 'Takes {target} away, or interrupts it.',
      matches:
        suffix === ''
          ? ['{name} stop web', '{name} restart -t 5 web', '{name} pause db']
          : ['{name} container stop web'],
      misses: ['{name} start stop', '{name} logs restart', '{name} unpause web', '{name} ps -f name=stop'],
    }),
  ),
  ...withContainer('kill', (subcommand, suffix) =>
    harms('process_kill', 'medium', {
      id: `{name}.kill${suffix}`,
      when: { subcommand, test: (given) => !isMildSignal(given) },
      targetKind: 'container',
      targetClass: classifyContainer,
      why: 'Ends {target} at once, without a chance to write down what it has.',
      matches: suffix === '' ? ['{name} kill web', '{name} kill -s KILL db'] : ['{name} container kill web'],
      misses: ['{name} kill -s HUP web', '{name} logs kill', '{name} inspect kill'],
    }),
  ),
  ...withContainer('kill', (subcommand, suffix) =>
    adds({
      id: `{name}.signal${suffix}`,
      when: { subcommand, test: isMildSignal },
      targetKind: 'container',
      why: 'A signal by which a daemon reads its configuration again.',
      matches: suffix === '' ? ['{name} kill -s HUP web'] : ['{name} container kill --signal=HUP web'],
      misses: ['{name} kill web'],
    }),
  ),
  harms('service_disruption', 'medium', {
    id: '{name}.squeezes',
    when: { subcommand: ['update'], test: squeezes },
    targetKind: 'container',
    targetClass: classifyContainer,
    why: 'Leaves {target} so little memory or time that it is ended or stands still.',
    matches: ['{name} update --memory 6m --memory-swap 6m db', '{name} update --cpus 0.05 web'],
    misses: ['{name} update -m 512m web', '{name} update --cpus 2 web', '{name} update --restart always web'],
  }),
];
