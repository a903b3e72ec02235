import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, rehearses, textsOf, valuesOf } from '../rule-kinds.js';
import { COMPOSE_STYLE } from './compose-style.js';

const LOOKS = 'ps|ls|logs|config|images|top|port|events|version|stats|convert|help|volumes|viz|wait';
const ADDS = 'up|start|create|build|pull|push|unpause|run|exec|attach|watch|publish|cp|export|commit|bridge|alpha';

/** The services a verb names; the whole project where it names none. */
const servicesOf = (given: Arguments): readonly string[] =>
  given.operands.length > 0 ? textsOf(given.operands) : valuesOf(given, ['-p', '--project-name']);

interface Spoken {
  /** `docker.compose`, `docker-compose` */
  readonly id: string;
  /** The words before the verb. */
  readonly before: readonly string[];
  readonly call: string;
}

const COMPOSE_LOOKS: readonly Rule[] = [
  rehearses({
    id: 'dry_run',
    when: { subcommand: [], anyOption: ['--dry-run'] },
    targets: 'none',
    why: 'Compose only says what it would do.',
    matches: ['{call} --dry-run down -v', '{call} up --dry-run --force-recreate'],
    misses: ['{call} down -v', '{call} stop web'],
  }),
  reads({
    id: 'look',
    when: { subcommand: [LOOKS] },
    targets: 'none',
    why: 'Shows the services of a project.',
    matches: [
      '{call} ps',
      '{call} -p down ps',
      '{call} logs -f rm',
      '{call} -f stop.yml config',
      '{call} --profile kill images',
      '{call} top down',
    ],
    misses: ['{call} down', '{call} -p ps down', '{call} rm -f logs'],
  }),
  adds({
    id: 'up',
    when: { subcommand: [ADDS] },
    targets: servicesOf,
    targetKind: 'project',
    why: 'Builds, fetches or starts; down undoes it.',
    matches: [
      '{call} up -d',
      '{call} -f a.yml -f b.yml up -d web',
      '{call} pull',
      '{call} build --no-cache',
      '{call} start db',
    ],
    misses: ['{call} down', '{call} ps'],
  }),
];

const COMPOSE_HARMS: readonly Rule[] = [
  harms('container_volume_delete', 'critical', {
    id: 'down_volumes',
    when: { subcommand: ['down'], anyOption: ['-v', '--volumes'] },
    targets: servicesOf,
    targetKind: 'project',
    targetClass: 'database',
    breadth: 'many',
    why: 'Removes the project with its volumes: the data in them is gone.',
    matches: ['{call} down -v', '{call} -p shop down --volumes --remove-orphans', '{call} -f prod.yml down -vt 5'],
    misses: ['{call} down', '{call} -p down ps -v', '{call} up -V'],
  }),
  harms('container_remove', 'medium', {
    id: 'down',
    when: { subcommand: ['down'] },
    targets: servicesOf,
    targetKind: 'project',
    breadth: 'many',
    why: 'Stops and removes the containers and networks of the project.',
    matches: ['{call} down', '{call} -p web down --remove-orphans', '{call} down --rmi all'],
    misses: ['{call} ps down', '{call} -p down up -d', '{call} logs down'],
  }),
  harms('container_remove', 'medium', {
    id: 'rm',
    when: { subcommand: ['rm'] },
    targets: servicesOf,
    targetKind: 'project',
    why: 'Removes containers of the project.',
    matches: ['{call} rm -f web', '{call} rm -fsv'],
    misses: ['{call} ps rm', '{call} logs rm'],
  }),
  harms('container_volume_delete', 'high', {
    id: 'rm_volumes',
    when: { subcommand: ['rm'], anyOption: ['-v'] },
    targets: servicesOf,
    targetKind: 'project',
    why: 'Removes containers with their anonymous volumes.',
    matches: ['{call} rm -fsv', '{call} rm -v db'],
    misses: ['{call} rm -f web'],
  }),
  harms('service_disruption', 'medium', {
    id: 'stop',
    when: { subcommand: ['stop|pause|restart|kill'] },
    targets: servicesOf,
    targetKind: 'project',
    why: 'Takes services of the project away, or interrupts them.',
    matches: ['{call} stop', '{call} restart web', '{call} -f x.yml kill -s SIGKILL db', '{call} pause'],
    misses: ['{call} ps stop', '{call} unpause', '{call} -p kill start'],
  }),
  harms('container_change', 'medium', {
    id: 'recreate',
    when: {
      subcommand: ['up'],
      anyOption: ['--force-recreate', '-V', '--renew-anon-volumes', '--always-recreate-deps'],
    },
    targets: servicesOf,
    targetKind: 'project',
    why: 'Makes containers anew even where nothing changed: their services are interrupted, and what was only within them is lost.',
    matches: ['{call} up -d --force-recreate', '{call} up -V'],
    misses: ['{call} up -d', '{call} logs --no-color up'],
  }),
  harms('container_remove', 'medium', {
    id: 'up_orphans',
    when: { subcommand: ['up'], anyOption: ['--remove-orphans'] },
    targets: servicesOf,
    targetKind: 'project',
    why: 'Removes the containers of services that the file does not name any more.',
    matches: ['{call} up -d --remove-orphans'],
    misses: ['{call} up -d'],
  }),
  harms('service_disruption', 'medium', {
    id: 'scale',
    when: {
      subcommand: ['scale|up'],
      test: (given) =>
        [...textsOf(given.operands), ...valuesOf(given, ['--scale'])].some((text) => text.endsWith('=0')),
    },
    targets: servicesOf,
    targetKind: 'project',
    why: 'Leaves no container of a service.',
    matches: ['{call} scale web=0', '{call} up -d --scale web=0'],
    misses: ['{call} scale web=3', '{call} up -d --scale web=2'],
  }),
  adds({
    id: 'scale_up',
    when: { subcommand: ['scale'] },
    targets: servicesOf,
    targetKind: 'project',
    why: 'Changes how many containers a service has.',
    matches: ['{call} scale web=3'],
    misses: ['{call} stop scale'],
  }),
  harms('opaque_execution', 'high', {
    id: 'host',
    when: {
      subcommand: ['run'],
      test: (given) => valuesOf(given, ['-v', '--volume']).some((text) => /^\/:|docker\.sock/.test(text)),
    },
    targets: 'none',
    targetKind: 'host',
    why: 'Gives a container the whole host.',
    matches: ['{call} run -v /:/host web sh'],
    misses: ['{call} run --rm web ls'],
  }),
];

function rulesOf({ id, before, call }: Spoken): readonly Rule[] {
  const spoken = (text: string): string => text.replaceAll('{call}', call);
  return [...COMPOSE_LOOKS, ...COMPOSE_HARMS].map((rule) => ({
    ...rule,
    id: `${id}_${rule.id}`,
    when: { ...rule.when, subcommand: [...before, ...(rule.when.subcommand ?? [])] },
    matches: rule.matches.map(spoken),
    misses: rule.misses.map(spoken),
  }));
}

/** `docker compose …`, for the tables of the engines. */
export function composeRules(engine: string): readonly Rule[] {
  return rulesOf({ id: `${engine}.compose`, before: ['compose'], call: `${engine} compose` });
}

export const COMPOSE: readonly Program[] = [
  {
    names: ['docker-compose', 'docker-compose-v1', 'podman-compose'],
    style: COMPOSE_STYLE,
    rules: [
      helps('docker-compose', ['--help', '-h', '--version']),
      ...rulesOf({ id: 'docker-compose.call', before: [], call: 'docker-compose' }),
    ],
    otherwise: 'opaque',
    why: 'Runs the services of a project.',
  },
];
