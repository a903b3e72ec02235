import type { Execution } from '../../../platform/shell/reading.js';
import { classifyPath } from '../programs/classify-path.js';
import { normalisePath } from '../programs/normalise-path.js';
import type { Verdict } from '../programs/program.js';
import type { Finding } from './finding.js';
import { worstEffect } from './order.js';
import { fromWord, placeTarget } from './targets.js';

/** Programs after which a place has in it, or stands for, what was elsewhere before. */
const CARRIERS: ReadonlySet<string> = new Set([
  'mv',
  'ln',
  'mount',
  'bindfs',
  'mount.bind',
  'sshfs',
  'overlayfs',
  'rename',
]);

/** Temporary places into which the text itself has put something that was not temporary. */
export function findCarried(executions: readonly Execution[]): readonly string[] {
  return executions.filter(({ program }) => program !== null && CARRIERS.has(program)).flatMap(carriedBy);
}

function carriedBy(execution: Execution): readonly string[] {
  const paths = execution.args.flatMap(fromWord).map((target) => placeTarget(target, 'path', execution).value);
  const places = paths.filter((path) => !path.startsWith('-')).map((path) => normalisePath(path));
  const temporary = (path: string): boolean => ['scratch', 'rebuildable', 'nothing'].includes(classifyPath(path));
  return places.every(temporary) ? [] : places.filter(temporary);
}

/** What is deleted there is no temporary thing any more. */
export function weighCarried(verdict: Verdict, carried: readonly string[]): Verdict {
  if (carried.length === 0) return verdict;
  const findings = verdict.findings.map((finding) => (takesCarried(finding, carried) ? heavier(finding) : finding));
  return { effect: worstEffect([verdict.effect, ...findings.map(({ effect }) => effect)]), findings };
}

function takesCarried({ type, effect, target }: Finding, carried: readonly string[]): boolean {
  if (type !== 'filesystem_delete' || effect !== 'reversible') return false;
  // Elsewhere it is shown with its place: `host:/tmp/x`.
  const path = normalisePath(target.replace(/^[^/]*:(?=\/)/, ''));
  return carried.some((place) => place === path || place.startsWith(`${path}/`) || path.startsWith(`${place}/`));
}

function heavier(finding: Finding): Finding {
  return { ...finding, effect: 'destructive', severity: 'high', targetClass: 'ordinary' };
}
