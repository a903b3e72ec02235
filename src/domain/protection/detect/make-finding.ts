import type { Execution, Place, Word } from '../../../platform/shell/reading.js';
import { classifyPath } from '../programs/classify-path.js';
import type { Rule } from '../programs/program.js';
import type { ActionType } from './action-types.js';
import { CLASS_WEIGHTS, DELETING_TYPES, PLACED_TYPES, WRITING_TYPES } from './class-weights.js';
import type { Effect, Finding, Severity, TargetClass, TargetKind } from './finding.js';
import { worseSeverity } from './order.js';
import { placeTarget } from './targets.js';
import type { Target } from './targets.js';
import { KIND_CLASS, TYPE_SEVERITY, TYPE_TARGET } from './type-defaults.js';

const MOST_DECODED = 2_000;

/** What an act is before it is known where it is done. */
export interface Act {
  readonly rule: string;
  readonly type: ActionType;
  readonly effect: Exclude<Effect, 'read_only'>;
  readonly severity: Severity;
  readonly kind: TargetKind;
  readonly why: string;
  readonly targetClass?: Rule['targetClass'];
  readonly breadth?: Finding['breadth'];
  readonly forbidden?: Rule['forbidden'];
}

export function actOf(rule: Rule): Act | undefined {
  if (rule.effect === 'read_only') return undefined;
  const type = rule.type ?? (rule.effect === 'opaque' ? 'opaque_execution' : 'reversible_change');
  return {
    rule: rule.id,
    type,
    effect: rule.effect,
    severity: rule.severity ?? (rule.effect === 'reversible' ? 'low' : TYPE_SEVERITY[type]),
    kind: rule.targetKind ?? TYPE_TARGET[type],
    why: rule.why,
    ...(rule.targetClass === undefined ? {} : { targetClass: rule.targetClass }),
    ...(rule.breadth === undefined ? {} : { breadth: rule.breadth }),
    ...(rule.forbidden === undefined ? {} : { forbidden: rule.forbidden }),
  };
}

/** The findings of one act upon one target: one, or two where the place makes it an act of a second type. */
export function findingsOf(act: Act, given: Target, execution: Execution): readonly Finding[] {
  const target = placeTarget(given, act.kind, execution);
  const targetClass = classOf(act, target);
  const weighed = weigh(act, target, targetClass);
  const place = placeOf(execution);
  const value = target.value === '' ? target.source : target.value;
  const finding: Finding = {
    rule: act.rule,
    type: act.type,
    ...weighed,
    target: place.where === null || value === '' ? value : `${place.where}:${value}`,
    targetKind: act.kind,
    targetClass: seenFromOutside(targetClass, place.place),
    forbidden: isForbidden(act, target, targetClass, place.place),
    breadth: act.breadth ?? breadthOf(target),
    place: place.place,
    explanation: explain(act.why, value, execution),
    span: execution.span,
    decoded: decode(execution),
  };
  const also = secondType(act, targetClass);
  if (also === undefined || finding.effect === 'reversible') return [finding];
  return [finding, { ...finding, rule: `${act.rule}.${also}`, type: also, forbidden: false }];
}

function classOf({ targetClass, kind }: Act, { value, unknown }: Target): TargetClass {
  if (typeof targetClass === 'string') return targetClass;
  if (typeof targetClass === 'function') return targetClass(value);
  if (kind === 'path' || ((kind === 'device' || kind === 'script') && value.startsWith('/'))) {
    if (value === '') return unknown ? 'unknown' : 'ordinary';
    return classifyPath(value);
  }
  return KIND_CLASS[kind] ?? 'ordinary';
}

function weigh(
  act: Act,
  target: Target,
  targetClass: TargetClass,
): Pick<Finding, 'effect' | 'severity' | 'confidence'> {
  const confidence = target.unknown ? 'unknown' : target.glob ? 'likely' : 'certain';
  const { effect, severity } = act;
  if (effect === 'reversible' || !PLACED_TYPES.has(act.type)) return { effect, severity, confidence };
  const weight = CLASS_WEIGHTS[targetClass];
  if (target.unknown) {
    const least = weight.harmless === true ? 'medium' : worseSeverity(weight.least, 'high');
    return {
      effect: 'opaque',
      severity: worseSeverity(least, weight.harmless === true ? 'low' : severity),
      confidence,
    };
  }
  if (weight.harmless === true) return { effect: 'reversible', severity: 'low', confidence };
  return { effect, severity: worseSeverity(severity, weight.least), confidence };
}

function secondType({ type }: Act, targetClass: TargetClass): ActionType | undefined {
  const { also } = CLASS_WEIGHTS[targetClass];
  const found = DELETING_TYPES.has(type) ? also?.delete : WRITING_TYPES.has(type) ? also?.write : undefined;
  return found === type ? undefined : found;
}

function isForbidden(act: Act, target: Target, targetClass: TargetClass, place: Place): boolean {
  if (act.forbidden === undefined || target.unknown) return false;
  if (place === 'container' || place === 'pod') return false;
  return act.forbidden(target.value, targetClass);
}

function breadthOf({ glob, unknown }: Target): Finding['breadth'] {
  return glob || unknown ? 'many' : 'one';
}

const OF_THE_HOST: ReadonlySet<TargetClass> = new Set<TargetClass>([
  'root',
  'system',
  'critical',
  'home',
  'share_root',
  'config',
]);

/** The root of a container is not the root of the host. */
function seenFromOutside(targetClass: TargetClass, place: Place): TargetClass {
  return (place === 'container' || place === 'pod') && OF_THE_HOST.has(targetClass) ? 'ordinary' : targetClass;
}

function placeOf({ via }: Execution): { readonly place: Place; readonly where: string | null } {
  const elsewhere = via.findLast(({ place }) => place !== 'here');
  return elsewhere === undefined ? { place: 'here', where: null } : { place: elsewhere.place, where: elsewhere.where };
}

function explain(why: string, target: string, { program }: Execution): string {
  return why
    .replaceAll('{target}', target === '' ? 'what it is given' : target)
    .replaceAll('{program}', program ?? 'it');
}

const decodedOf = new WeakMap<Execution, string>();

/** What really runs, in a spelling that people can read. */
export function decode(execution: Execution): string {
  const known = decodedOf.get(execution);
  if (known !== undefined) return known;
  const words = [execution.program ?? '?', ...execution.args.map(show)];
  if (execution.moreArgs !== null) words.push(`(and what ${execution.moreArgs.from} gives)`);
  for (const { operator, target } of execution.redirects) words.push(operator, show(target));
  const text = words
    .filter((word) => word !== '')
    .join(' ')
    .slice(0, MOST_DECODED);
  decodedOf.set(execution, text);
  return text;
}

function show(word: Word): string {
  if (word.unknown) return word.source;
  const shown = word.values.map((value) => (/^[\w@%+=:,./~*?[\]^-]+$/.test(value) ? value : `'${value}'`));
  return shown.length === 1 ? (shown[0] ?? '') : `{${shown.join(',')}}`;
}
