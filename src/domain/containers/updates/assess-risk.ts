import type { UpdateRules } from '../policy.js';
import type { Risk, RiskLevel } from '../../protection/plan.js';
import type { PlanFacts } from './plan-facts.js';

export interface RiskQuestion {
  readonly kind: PlanFacts['candidate']['kind'];
  readonly rules: UpdateRules;
  readonly members: PlanFacts['members'];
  /** Volumes that the new version may write to. */
  readonly writableVolumes: number;
  readonly hasHealthCheck: boolean;
  readonly privileged: boolean;
  /** The image is of the host’s own making: nobody can say where it comes from. */
  readonly isLocalImage: boolean;
}

interface RiskRule {
  readonly level: RiskLevel;
  readonly applies: (question: RiskQuestion) => boolean;
  readonly reason: string;
}

/** Updating one container is never above medium: going back is prepared before anything is stopped. */
const RULES: readonly RiskRule[] = [
  { level: 'medium', applies: ({ kind }) => kind === 'major', reason: 'A major version may change how it works.' },
  {
    level: 'medium',
    applies: ({ kind }) => kind === 'other',
    reason: 'The step between the two images cannot be told from their tags.',
  },
  {
    level: 'medium',
    applies: ({ kind, rules, writableVolumes }) =>
      writableVolumes > 0 && !rules.backup.volumes && (kind === 'minor' || kind === 'major' || kind === 'other'),
    reason: 'It writes to volumes that are not backed up: a changed format could not be undone.',
  },
  { level: 'medium', applies: ({ rules }) => !rules.rollback.automatic, reason: 'Going back has to be asked for.' },
  {
    level: 'medium',
    applies: ({ members }) => members.some(({ removesItself }) => removesItself),
    reason: 'The engine removes the old container when it stops: going back means a copy of it.',
  },
  { level: 'medium', applies: ({ privileged }) => privileged, reason: 'It runs with all rights on the host.' },
  {
    level: 'medium',
    applies: ({ members }) => members.length > 1,
    reason: 'Other containers hang on it and are recreated as well.',
  },
  {
    level: 'low',
    applies: ({ hasHealthCheck, rules }) => !hasHealthCheck && rules.health.probes.length === 0,
    reason: 'It has no health check and no probe: only running without a restart can be watched.',
  },
  { level: 'low', applies: ({ isLocalImage }) => isLocalImage, reason: 'The image was made on the host.' },
];

export function assessRisk(question: RiskQuestion): Risk {
  const found = RULES.filter((rule) => rule.applies(question));
  const level = found.some((rule) => rule.level === 'medium') ? 'medium' : 'low';
  const reasons = found.map(({ reason }) => reason);
  return { level, reasons: reasons.length > 0 ? reasons : ['It is stopped for the time of the change.'] };
}
