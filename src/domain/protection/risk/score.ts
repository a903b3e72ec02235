import { SEVERITIES, type Severity } from '../detect/finding.js';
import { ANCHORS, MAX_SCORE, nextBand } from './bands.js';
import { deviceRulesFor, isNoLockout, type DeviceRule } from './device-rules.js';
import { explainRule, isHeld, isOnHost, type Judged, type PointRule, type Requester, type ScoreRow } from './judged.js';
import { LIVE_RULES, MITIGATIONS, TARGET_RULES } from './live-rules.js';
import { cutsPath } from './lockout.js';
import { BREADTH_POINTS, IRREVERSIBILITY, TYPE_WEIGHTS, type TypeWeight } from './type-weights.js';

export interface Score {
  readonly value: number;
  /** They sum to `value`. */
  readonly rows: readonly ScoreRow[];
}

/** How far each group of rows may go. */
export const LIMITS = {
  target: { from: 0, to: 25 },
  live: { from: 0, to: 20 },
  device: { from: -15, to: 25 },
  mitigation: { from: -20, to: 0 },
} as const;

export const ACTOR_POINTS: Readonly<Record<Requester, number>> = { human: 0, service: 0, schedule: 5, ai: 10 };
export const CONFIDENCE_POINTS = { certain: 0, likely: 3, unknown: 10 } as const;
/** What is not held stays below `medium`, whoever asks. */
const REVERSIBLE_BASE = 4;
const REVERSIBLE_MOST = 39;
const HELD_LEAST = 20;
const NO_LOCKOUT_BASE: Severity = 'medium';

/** What nothing speaks of: only looked at. */
export const READ_ONLY_SCORE: Score = { value: 0, rows: [{ factor: 'base', points: 0, why: 'it only reads' }] };

/** The score of one finding on one host, each factor a row. Pure. */
export function scoreFinding(judged: Judged): Score {
  const rows = isHeld(judged.finding) ? heldRows(judged) : reversibleRows(judged);
  const floor = floorOf(judged);
  const least = isHeld(judged.finding) ? Math.max(HELD_LEAST, floor) : 0;
  const most = isHeld(judged.finding) ? MAX_SCORE : REVERSIBLE_MOST;
  push(rows, 'limit', Math.min(0, most - sum(rows)), `no score of this kind is above ${most}`);
  push(rows, 'limit', Math.max(0, -sum(rows)), 'no score is below 0');
  push(rows, 'floor', Math.max(0, least - sum(rows)), floorReason(judged, floor));
  pushFreshness(rows, judged, most);
  return { value: sum(rows), rows };
}

function heldRows(judged: Judged): ScoreRow[] {
  const { finding } = judged;
  const weight = TYPE_WEIGHTS[finding.type];
  const rows: ScoreRow[] = startRows(judged, weight);
  const onHost = isOnHost(judged);
  if (onHost) pushGroup(rows, judged, { factor: 'target', rules: TARGET_RULES });
  push(rows, 'breadth', BREADTH_POINTS[finding.breadth], `it takes ${finding.breadth} of them`);
  push(rows, 'irreversibility', IRREVERSIBILITY[weight.irreversibility], REVERSIBILITY_TEXT[weight.irreversibility]);
  if (onHost) pushGroup(rows, judged, { factor: 'live', rules: LIVE_RULES });
  if (onHost) pushGroup(rows, judged, { factor: 'device', rules: deviceRulesFor(judged) });
  pushPeople(rows, judged);
  if (onHost) pushGroup(rows, judged, { factor: 'mitigation', rules: MITIGATIONS });
  return rows;
}

const REVERSIBILITY_TEXT = {
  undone: 'it can be undone',
  partly: 'it can be undone only in part, or only with what was saved before',
  never: 'it cannot be undone on the host',
} as const;

function reversibleRows(judged: Judged): ScoreRow[] {
  const rows: ScoreRow[] = [
    { factor: 'base', points: REVERSIBLE_BASE, why: 'it only adds, or is undone by a known step' },
  ];
  pushPeople(rows, judged);
  return rows;
}

function pushPeople(rows: ScoreRow[], { actor, finding }: Judged): void {
  push(
    rows,
    'actor',
    ACTOR_POINTS[actor],
    actor === 'ai' ? 'an assistant asks for it' : 'nobody is there when it runs',
  );
  push(rows, 'confidence', CONFIDENCE_POINTS[finding.confidence], 'parts of it are known only when it runs');
}

/** The type sets the base; the rule and the worth of the target, which the severity holds, move it to their own. */
function startRows(judged: Judged, weight: TypeWeight): ScoreRow[] {
  const { finding } = judged;
  if (isOnHost(judged) && isNoLockout(judged)) {
    return [
      {
        factor: 'base',
        points: ANCHORS[NO_LOCKOUT_BASE],
        why: 'Windows gives a console of this distribution: no lockout',
      },
    ];
  }
  const rows: ScoreRow[] = [{ factor: 'base', points: ANCHORS[weight.base], why: `${finding.type}: ${weight.why}` }];
  const lockout = isOnHost(judged) && cutsPath(judged) === 'yes';
  const severity = lockout ? 'critical' : lesser(finding.severity, weight.verbAtMost);
  const why = lockout
    ? 'it cuts the path by which this host is reached'
    : `what it does to ${finding.target === '' ? 'its target' : finding.target} (${finding.targetClass}) is of severity ${severity}`;
  push(rows, lockout ? 'lockout' : 'act', ANCHORS[severity] - ANCHORS[weight.base], why);
  if (isOnHost(judged) && cutsPath(judged) === 'no')
    push(rows, 'lockout', -15, 'the session does not go through this interface');
  return rows;
}

function lesser(severity: Severity, most: Severity | undefined): Severity {
  if (most === undefined) return severity;
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(most) ? most : severity;
}

/** Below this nothing takes it: of its type, of the worth of its target, of the kind of host, of a lockout. */
export function floorOf(judged: Judged): number {
  const { finding } = judged;
  if (!isHeld(finding)) return 0;
  if (isOnHost(judged) && isNoLockout(judged)) return 0;
  const weight = TYPE_WEIGHTS[finding.type];
  const rules = isOnHost(judged) ? deviceRulesFor(judged) : [];
  const elsewhere = rules.some(({ id }) => id === 'linux.drive_letter');
  return Math.max(
    weight.floor,
    elsewhere ? 0 : (weight.classFloors?.[finding.targetClass] ?? 0),
    ...rules.map(({ floor }: DeviceRule) => floor ?? 0),
    isOnHost(judged) && cutsPath(judged) === 'yes' ? TYPE_WEIGHTS.network_lockout.floor : 0,
  );
}

function floorReason(judged: Judged, floor: number): string {
  if (floor === 0) return 'what is held is at least low';
  return `nothing takes ${judged.finding.type} on such a target below ${floor}`;
}

/** One level more where the host is not known as it is now; what only reads is spared, it finds that out. */
function pushFreshness(rows: ScoreRow[], { freshness }: Judged, most: number): void {
  if (freshness === 'fresh') return;
  const score = sum(rows);
  const next = Math.min(nextBand(score), most);
  const why =
    freshness === 'unknown' ? 'nothing is known of the host it runs on' : 'what is known of the host is not recent';
  push(rows, 'facts', Math.max(0, next - score), `${why}: one level more`);
}

function pushGroup(
  rows: ScoreRow[],
  judged: Judged,
  group: { readonly factor: keyof typeof LIMITS; readonly rules: readonly PointRule[] },
): void {
  const { from, to } = LIMITS[group.factor];
  let total = 0;
  // What lowers comes first, so that a limit above never hides a rule that raises.
  const applying = group.rules.filter(({ when }) => when(judged)).toSorted((a, b) => a.points - b.points);
  for (const rule of applying) {
    const points = Math.min(to, Math.max(from, total + rule.points)) - total;
    total += points;
    rows.push({ factor: group.factor, points, why: explainRule(rule, judged) });
  }
}

function push(rows: ScoreRow[], factor: string, points: number, why: string): void {
  if (points !== 0) rows.push({ factor, points, why });
}

function sum(rows: readonly ScoreRow[]): number {
  return rows.reduce((total, { points }) => total + points, 0);
}
