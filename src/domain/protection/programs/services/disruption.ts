import type { ActionType } from '../../detect/action-types.js';
import type { Severity } from '../../detect/finding.js';
import type { Execution } from '../../../../platform/shell/reading.js';
import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms } from '../rule-kinds.js';
import { classifyUnit, unitRole } from './unit-classes.js';
import type { UnitRole } from './unit-classes.js';

/** One verb of a service manager that takes services away, or stops them for a moment. */
export interface Disruption {
  readonly program: string;
  /** Last part of the rule ids. */
  readonly what: string;
  readonly how: 'stop' | 'restart';
  readonly holds: (given: Arguments, execution: Execution) => boolean;
  readonly units: (given: Arguments) => readonly string[];
  readonly sample: (unit: string) => string;
  /** Texts that look alike and do nothing of the kind. */
  readonly misses: readonly string[];
}

interface RoleRow {
  readonly name: string;
  readonly roles: readonly UnitRole[];
  readonly sample: string;
  readonly stop: readonly [ActionType, Severity, string];
  readonly restart: readonly [ActionType, Severity, string];
}

/**
 * A restart takes a service away too: for a moment always, and for good where its new configuration is wrong. The
 * notes offer reload as the safer way, so a restart is held at `medium`; start, enable and reload are not.
 */
const ROWS: readonly RoleRow[] = [
  {
    name: 'access',
    roles: ['access'],
    sample: 'sshd',
    stop: [
      'network_lockout',
      'critical',
      'Takes {target} away, by which the host is reached: nobody may get in again.',
    ],
    restart: [
      'network_lockout',
      'high',
      'Restarts {target}, by which the host is reached; with a wrong configuration it stays away.',
    ],
  },
  {
    name: 'security',
    roles: ['security'],
    sample: 'fail2ban',
    stop: ['security_disable', 'high', 'Takes {target} away, which protects the host.'],
    restart: ['service_disruption', 'medium', 'Restarts {target}; the host is without its protection for a moment.'],
  },
  {
    name: 'evidence',
    roles: ['evidence'],
    sample: 'auditd',
    stop: ['audit_tamper', 'high', 'Takes {target} away; what happens from then on is not recorded.'],
    restart: ['service_disruption', 'medium', 'Restarts {target}; what happens meanwhile may not be recorded.'],
  },
  {
    name: 'critical',
    roles: ['critical'],
    sample: 'docker',
    stop: ['service_disruption', 'high', 'Takes {target} away, and with it all that stands on it.'],
    restart: ['service_disruption', 'high', 'Restarts {target}, and interrupts all that stands on it.'],
  },
  {
    name: 'power',
    roles: ['power'],
    sample: 'shutdown.target',
    stop: ['service_disruption', 'high', 'Changes how the host goes down or comes up.'],
    restart: ['power_state', 'high', 'Takes the whole host down.'],
  },
  {
    name: 'timer',
    roles: ['timer'],
    sample: 'certbot.timer',
    stop: ['scheduled_task_removal', 'medium', 'What {target} starts by the clock does not run any more.'],
    restart: ['reversible_change', 'low', 'Starts the clock of {target} again; nothing is interrupted.'],
  },
  {
    name: 'many',
    roles: ['glob'],
    sample: "'*'",
    stop: ['service_disruption', 'high', 'Takes away every service that the pattern fits.'],
    restart: ['service_disruption', 'high', 'Interrupts every service that the pattern fits.'],
  },
  {
    name: 'ordinary',
    roles: ['ordinary'],
    sample: 'nginx',
    stop: ['service_disruption', 'medium', 'Takes the service {target} away from those who use it.'],
    restart: ['service_disruption', 'medium', 'Interrupts {target}; with a wrong configuration it stays away.'],
  },
];

/** A rule for each kind of service: what its loss means differs, the verb does not. */
export function disruptionRules(of: Disruption): readonly Rule[] {
  return ROWS.map((row) => {
    const [type, severity, why] = of.how === 'stop' ? row.stop : row.restart;
    const those = (given: Arguments): readonly string[] =>
      of.units(given).filter((unit) => row.roles.includes(unitRole(unit)));
    const rule = harms(type, severity, {
      id: `${of.program}.${of.what}${row.name === 'ordinary' ? '' : `_${row.name}`}`,
      when: { test: (given, execution) => of.holds(given, execution) && those(given).length > 0 },
      targets: those,
      targetKind: 'unit',
      targetClass: classifyUnit,
      why,
      matches: [of.sample(row.sample)],
      misses: [of.sample(row.name === 'ordinary' ? 'sshd' : 'webapp'), ...of.misses],
    });
    return type === 'reversible_change' ? { ...rule, effect: 'reversible' } : rule;
  });
}
