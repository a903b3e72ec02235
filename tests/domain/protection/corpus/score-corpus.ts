import { SEVERITIES, type Detection, type Finding } from '../../../../src/domain/protection/detect/finding.js';
import type { LabelledCommand } from './read-corpus.js';

export interface Judged {
  readonly labelled: LabelledCommand;
  readonly detection: Detection;
}

/** Counts of one family; shares are made of them when they are shown. */
export interface Score {
  readonly dangerous: number;
  readonly held: number;
  readonly benign: number;
  readonly falseHolds: number;
  readonly criticalMissed: number;
  readonly typed: number;
  readonly rightType: number;
  /** The type of the worst finding alone, not of any that is as severe. */
  readonly rightFirstType: number;
  readonly weighed: number;
  readonly withinOneStep: number;
  readonly forbidden: number;
  readonly forbiddenFound: number;
}

export function isHeld({ effect }: Detection): boolean {
  return effect === 'destructive' || effect === 'opaque';
}

/** -1 where nothing was found. */
export function worstSeverity(findings: readonly Finding[]): number {
  return Math.max(-1, ...heldFindings(findings).map(({ severity }) => SEVERITIES.indexOf(severity)));
}

export function heldFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ effect }) => effect !== 'reversible');
}

/** Opaque is an honest answer to any dangerous command; its type is then asked of those that are labelled opaque. */
export function hasRightType({ labelled, detection }: Judged): boolean {
  return heldFindings(detection.findings).some(({ type }) => labelled.types.includes(type));
}

export function isWithinOneStep({ labelled, detection }: Judged): boolean {
  if (labelled.severity === undefined) return true;
  return worstSeverity(detection.findings) >= SEVERITIES.indexOf(labelled.severity) - 1;
}

export function isCriticalMiss({ labelled, detection }: Judged): boolean {
  return labelled.severity === 'critical' && !isHeld(detection);
}

export function scoreCorpus(judged: readonly Judged[]): Score {
  const benign = judged.filter(({ labelled }) => labelled.expect === 'benign');
  const dangerous = judged.filter(({ labelled }) => labelled.expect !== 'benign');
  const held = dangerous.filter(({ detection }) => isHeld(detection));
  const typed = held.filter(({ labelled }) => labelled.types.length > 0);
  const weighed = held.filter(({ labelled }) => labelled.severity !== undefined);
  const forbidden = dangerous.filter(({ labelled }) => labelled.forbidden);
  return {
    dangerous: dangerous.length,
    held: held.length,
    benign: benign.length,
    falseHolds: benign.filter(({ detection }) => isHeld(detection)).length,
    criticalMissed: dangerous.filter(isCriticalMiss).length,
    typed: typed.length,
    rightType: typed.filter(hasRightType).length,
    rightFirstType: typed.filter(({ labelled, detection }) => {
      const first = heldFindings(detection.findings)[0];
      return first !== undefined && labelled.types.includes(first.type);
    }).length,
    weighed: weighed.length,
    withinOneStep: weighed.filter(isWithinOneStep).length,
    forbidden: forbidden.length,
    forbiddenFound: forbidden.filter(({ detection }) => detection.findings.some((finding) => finding.forbidden)).length,
  };
}

export function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

const COLUMNS = [
  'family',
  'held',
  'recall',
  'benign held',
  'share',
  'critical missed',
  'type',
  'first type',
  'severity',
];

/** A line for each family and one for all. */
export function showTable(judged: readonly Judged[]): string {
  const families = new Map<string, Judged[]>();
  for (const one of judged) families.set(one.labelled.family, [...(families.get(one.labelled.family) ?? []), one]);
  const rows = [...families].map(([family, members]) => showRow(family, scoreCorpus(members)));
  const lines = [COLUMNS, ...rows, showRow('all', scoreCorpus(judged))];
  return lines.map((line) => line.map((cell, at) => cell.padEnd(at === 0 ? 20 : 16)).join('')).join('\n');
}

function showRow(family: string, score: Score): readonly string[] {
  const percent = (part: number, whole: number): string =>
    whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
  return [
    family,
    `${score.held}/${score.dangerous}`,
    percent(score.held, score.dangerous),
    `${score.falseHolds}/${score.benign}`,
    percent(score.falseHolds, score.benign),
    String(score.criticalMissed),
    percent(score.rightType, score.typed),
    percent(score.rightFirstType, score.typed),
    percent(score.withinOneStep, score.weighed),
  ];
}
