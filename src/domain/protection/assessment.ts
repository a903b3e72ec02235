import { z } from 'zod';
import { CONFIRMATIONS, ConfirmationLevel, confirmationForAct } from './confirmation.js';
import { ActionType } from './detect/action-types.js';
import { type Detection, Effect, type Finding, Severity } from './detect/finding.js';
import { Plan, type RiskLevel, Risk } from './plan.js';
import { listAlternatives } from './risk/alternatives.js';
import { levelOf } from './risk/bands.js';
import { listBlastRadius } from './risk/blast-radius.js';
import { listChecklist } from './risk/checklist.js';
import type { DeviceProfile } from './risk/device-profile.js';
import { listForbidden } from './risk/forbidden-rules.js';
import { freshnessOf, type HostFacts } from './risk/host-facts.js';
import { isHeld, isOnHost, type Judged, type Requester } from './risk/judged.js';
import { planRollback } from './risk/rollback.js';
import { READ_ONLY_SCORE, type Score, scoreFinding } from './risk/score.js';

export const AssessedAction = z
  .object({
    type: ActionType,
    target: z.string().meta({ description: 'As a person names it; empty when there is none.' }),
    targetKind: z.string(),
    severity: Severity.meta({ description: 'Of the act itself; `risk.level` is what it means on this host.' }),
    effect: Effect,
    explanation: z.string(),
    rule: z.string(),
    confidence: z.enum(['certain', 'likely', 'unknown']),
    place: z.string().meta({ description: '`here`, or where the command itself goes: container, remote, guest, …' }),
    span: z.object({ start: z.int(), end: z.int(), text: z.string() }),
    decoded: z.string().meta({ description: 'What runs there after quotes, variables and wrappers are resolved.' }),
  })
  .meta({ id: 'AssessedAction' });
export type AssessedAction = z.infer<typeof AssessedAction>;

export const ScoreFactor = z
  .object({ factor: z.string(), points: z.int(), why: z.string() })
  .meta({ id: 'ScoreFactor' });

export const Assessment = z
  .object({
    effect: Effect,
    actions: z.array(AssessedAction),
    risk: Risk,
    score: z
      .object({ value: z.int().min(0).max(100), factors: z.array(ScoreFactor) })
      .meta({ description: 'Of the worst act; the points of the factors sum to the value.' }),
    blastRadius: Plan.shape.blastRadius,
    checklist: Plan.shape.checklist,
    alternatives: Plan.shape.alternatives,
    rollback: Plan.shape.rollback,
    confirmation: z.object({
      level: ConfirmationLevel,
      approvalsNeeded: z.int(),
      attempts: z.int(),
      requesterMayApprove: z.boolean(),
      requesterAcknowledges: z.boolean(),
      phraseKind: z.enum(['none', 'plain', 'nonce']),
      waitMinutes: z.int().meta({ description: 'Until nobody has decided.' }),
      validMinutes: z.int().meta({ description: 'For how long an approval then holds.' }),
      why: z.string(),
    }),
    facts: z.object({ freshness: z.enum(['fresh', 'stale', 'unknown']), collectedAt: z.iso.datetime().nullable() }),
    classifierVersion: z.string(),
  })
  .meta({ id: 'Assessment' });
export type Assessment = z.infer<typeof Assessment>;

export interface AssessInput {
  readonly detection: Detection;
  /** null: not known. */
  readonly profile: DeviceProfile | null;
  /** `unknownFacts(readAt)` where no host is named. */
  readonly facts: HostFacts;
  readonly actor: Requester;
  readonly serverName: string | null;
}

/** A long script has more findings than anybody reads; the worst come first. */
export const MOST_ACTIONS = 500;
const MOST_REASONS = 30;

/** What a command would do, how bad that is on this host, and what it takes to be allowed. Pure: same input, same bytes. */
export function assess(input: AssessInput): Assessment {
  const { detection, facts, serverName } = input;
  const judged = detection.findings.map((finding) => judge(finding, input));
  const score = worstScore(judged);
  const forbidden = [...new Set(judged.flatMap((one) => listForbidden(one)))];
  const level: RiskLevel = forbidden.length > 0 ? 'forbidden' : levelOf(score.value);
  const blastRadius = [...listBlastRadius(judged)];
  return {
    effect: detection.effect,
    actions: detection.findings.slice(0, MOST_ACTIONS).map(describeAction),
    risk: { level, reasons: listReasons(detection, score, forbidden) },
    score: { value: score.value, factors: score.rows.map((row) => ({ ...row })) },
    blastRadius,
    checklist: listChecklist({ judged, level: levelOf(score.value), blastRadius, serverName }),
    alternatives: [...listAlternatives(judged)],
    rollback: planRollback(judged),
    confirmation: describeConfirmation(level, detection.effect),
    facts: { freshness: freshnessOf(facts), collectedAt: facts.collectedAt },
    classifierVersion: detection.classifierVersion,
  };
}

function judge(finding: Finding, { profile, facts, actor, serverName }: AssessInput): Judged {
  const freshness = isOnHost({ finding }) || finding.place === 'container' ? freshnessOf(facts) : 'unknown';
  return { finding, profile, facts, freshness, actor, serverName };
}

/** The highest score of all findings: one more can only raise it. */
function worstScore(judged: readonly Judged[]): Score {
  return judged
    .map(scoreFinding)
    .reduce((worst, score) => (score.value > worst.value ? score : worst), READ_ONLY_SCORE);
}

function describeAction(finding: Finding): AssessedAction {
  const { type, target, targetKind, severity, effect, explanation, rule, confidence, place, span, decoded } = finding;
  return {
    type,
    target,
    targetKind,
    severity,
    effect,
    explanation,
    rule,
    confidence,
    place,
    span: { start: span.start, end: span.end, text: span.text },
    decoded,
  };
}

function listReasons(detection: Detection, score: Score, forbidden: readonly string[]): string[] {
  const held = detection.findings.filter(isHeld);
  const shown = held.length > 0 ? held : detection.findings;
  const acts = shown.slice(0, 10).map(({ explanation }) => explanation);
  const factors = score.rows
    .filter(({ factor, points }) => points > 0 || factor === 'live' || factor === 'target')
    .map(({ why }) => why);
  return [...new Set([...forbidden, ...acts, ...factors])].slice(0, MOST_REASONS);
}

function describeConfirmation(level: RiskLevel, effect: Effect): Assessment['confirmation'] {
  const act = confirmationForAct(level, effect);
  const { approvalsNeeded, attempts, requesterMayApprove, requesterAcknowledges, phrase } = CONFIRMATIONS[act.level];
  const { waitMinutes, validMinutes, why } = act;
  return {
    level: act.level,
    approvalsNeeded,
    attempts,
    requesterMayApprove,
    requesterAcknowledges,
    phraseKind: phrase,
    waitMinutes,
    validMinutes,
    why,
  };
}
