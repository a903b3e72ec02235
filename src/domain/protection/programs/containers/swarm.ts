import type { Rule } from '../program.js';
import { adds, harms, textsOf, valuesOf } from '../rule-kinds.js';

/** Swarm: what many hosts hold together. */
export const SWARM_RULES: readonly Rule[] = [
  harms('orchestrator_delete', 'high', {
    id: '{name}.stack_rm',
    when: { subcommand: ['stack', 'rm|remove|down'] },
    targetKind: 'project',
    breadth: 'many',
    why: 'Removes every service of the stack {target}.',
    matches: ['{name} stack rm shop'],
    misses: ['{name} stack ps rm', '{name} stack services rm', '{name} stack deploy -c rm.yml shop'],
  }),
  harms('orchestrator_delete', 'high', {
    id: '{name}.service_rm',
    when: { subcommand: ['service', 'rm|remove'] },
    targetKind: 'resource',
    why: 'Removes the service {target} from the swarm.',
    matches: ['{name} service rm web'],
    misses: ['{name} service ps rm', '{name} service logs rm'],
  }),
  harms('orchestrator_delete', 'high', {
    id: '{name}.service_zero',
    when: {
      subcommand: ['service', 'scale|update'],
      test: (given) =>
        textsOf(given.operands).some((text) => text.endsWith('=0')) || valuesOf(given, ['--replicas']).includes('0'),
    },
    targets: 'first',
    targetKind: 'resource',
    why: 'Leaves no replica of a service.',
    matches: ['{name} service scale web=0', '{name} service update --replicas 0 web'],
    misses: ['{name} service scale web=3'],
  }),
  harms('service_disruption', 'medium', {
    id: '{name}.service_force',
    when: {
      subcommand: ['service', 'update|rollback'],
      test: (given) =>
        given.options.has('--force') || given.options.has('--rollback') || given.subcommand[1] === 'rollback',
    },
    targets: 'last',
    targetKind: 'resource',
    why: 'Starts every replica of {target} anew.',
    matches: ['{name} service update --force web', '{name} service rollback web'],
    misses: ['{name} service update --image web:2 web'],
  }),
  adds({
    id: '{name}.service_scale',
    when: { subcommand: ['service', 'scale'] },
    targetKind: 'resource',
    why: 'Changes how many replicas there are.',
    matches: ['{name} service scale web=3'],
    misses: ['{name} service rm scale'],
  }),
  harms('orchestrator_delete', 'high', {
    id: '{name}.node',
    when: { subcommand: ['node', 'rm|remove|demote'] },
    targetKind: 'host',
    why: 'Takes the node {target} out of the swarm, or out of its managers.',
    matches: ['{name} node rm --force worker2', '{name} node demote mgr2'],
    misses: ['{name} node ls', '{name} node promote mgr2'],
  }),
  adds({
    id: '{name}.node_promote',
    when: { subcommand: ['node', 'promote'] },
    targetKind: 'host',
    why: 'Makes a manager of a node; demote undoes it.',
    matches: ['{name} node promote mgr2'],
    misses: ['{name} node demote mgr2'],
  }),
  harms('orchestrator_delete', 'high', {
    id: '{name}.node_drain',
    when: {
      subcommand: ['node', 'update'],
      test: (given) =>
        valuesOf(given, ['--availability']).some((text) => /^(drain|pause)$/.test(text)) ||
        valuesOf(given, ['--role']).includes('worker'),
    },
    targets: 'last',
    targetKind: 'host',
    why: 'Moves every task away from {target}.',
    matches: ['{name} node update --availability drain worker2'],
    misses: ['{name} node update --availability active worker2'],
  }),
  harms('orchestrator_delete', 'critical', {
    id: '{name}.swarm_leave',
    when: { subcommand: ['swarm', 'leave|ca|unlock|update'], test: (given) => given.subcommand[1] !== 'unlock' },
    targets: 'none',
    targetKind: 'cluster',
    targetClass: 'critical',
    why: 'Leaves the swarm, or changes its keys; with --force its state is lost.',
    matches: ['{name} swarm leave --force', '{name} swarm leave'],
    misses: ['{name} swarm join-token worker', '{name} swarm init'],
  }),
];
