import type { Condition, Program } from '../program.js';
import { harms, helps, reads, rehearses } from '../rule-kinds.js';

export const PG_VALUED = [
  '-h',
  '--host',
  '-p',
  '--port',
  '-U',
  '--username',
  '-d',
  '--dbname',
  '-W',
  '--maintenance-db',
];
export const DUMP_VALUED = [
  ...PG_VALUED,
  '-f',
  '--file',
  '-F',
  '--format',
  '-t',
  '--table',
  '-n',
  '--schema',
  '-j',
  '--jobs',
  '-Z',
  '--compress',
  '-T',
  '-N',
];

/** A program that only looks, or only adds. */
export function plain(
  names: readonly string[],
  otherwise: 'read_only' | 'reversible',
  why: string,
  valued: readonly string[] = PG_VALUED,
): Program {
  return { names, style: { valued }, rules: [], otherwise, why };
}

interface Harm {
  readonly id: string;
  readonly severity: 'high' | 'critical';
  readonly why: string;
  readonly matches: readonly string[];
  readonly dryRun: readonly string[];
}

/** A program that does one harmful thing. */
export function harmful(names: readonly string[], { id, severity, why, matches, dryRun }: Harm): Program {
  const name = names[0] ?? '';
  const told = { targetKind: 'database', targetClass: 'database', why, matches, misses: [`${name} --help`] } as const;
  const dry =
    dryRun.length === 0
      ? []
      : [
          rehearses({
            id: `${id}_dry`,
            when: { anyOption: dryRun },
            targets: 'none',
            why: 'Only says what it would do.',
            matches: [`${name} ${dryRun[0] ?? ''} /srv/pg`],
            misses: [],
          }),
        ];
  return {
    names,
    style: { valued: [] },
    rules: [helps(name), ...dry, harms('database_destroy', severity, { id, when: {}, targets: 'none', ...told })],
    otherwise: 'opaque',
    why,
  };
}

interface Control {
  readonly names: readonly string[];
  readonly subcommands: number;
  readonly stops: Condition;
  readonly looks: Condition;
  /** A call that stops it. */
  readonly sample: string;
}

/** A program that starts and stops a server. */
export function control({ names, subcommands, stops, looks, sample }: Control): Program {
  const name = names[0] ?? '';
  const samples = { matches: [sample.replace('stop', 'status')], misses: [] };
  return {
    names,
    style: {
      subcommands,
      valued: ['-D', '--pgdata', '-m', '--mode', '-t', '--timeout', '-l', '--log', '-o', '--options', '-p'],
    },
    rules: [
      helps(name),
      harms('service_disruption', 'high', {
        id: `${name}.stops`,
        when: stops,
        targets: 'none',
        targetKind: 'unit',
        why: 'Stops or restarts the database server.',
        matches: [sample],
        misses: samples.matches,
      }),
      reads({ id: `${name}.status`, when: looks, targets: 'none', why: 'Says whether the server runs.', ...samples }),
    ],
    otherwise: 'reversible',
    why: 'Starts or reloads the server.',
  };
}
