import type { Execution, Word } from '../../../platform/shell/reading.js';
import { classifyPath } from '../programs/classify-path.js';
import { normalisePath } from '../programs/normalise-path.js';
import type { Finding, TargetClass } from './finding.js';
import { findingsOf } from './make-finding.js';
import { SPECIAL_FILES } from './special-files.js';
import { fromWord, placeTarget } from './targets.js';
import type { Target } from './targets.js';
import { ADDED_TO, DECIDES_ACCESS, SETS_ACCESS, WRITE_OUTCOMES } from './write-outcomes.js';
import type { WriteMode, WriteOutcome } from './write-outcomes.js';

/** What writing to the file that a word names does: redirects, `tee`, every program that is told where its output goes. */
export function judgeWrite(word: Word, mode: WriteMode, execution: Execution, rule: string): readonly Finding[] {
  return fromWord(word).flatMap((written) => {
    const target = placeTarget(written, 'path', execution);
    const outcome = outcomeOf(target, mode);
    if (outcome === undefined) return [];
    const targetClass = target.unknown ? {} : { targetClass: classifyPath(target.value) };
    const act = { ...outcome, rule: `${rule}.${outcome.type}`, kind: 'path' as const, ...targetClass };
    // The outcome has weighed what is unknown already.
    return findingsOf(act, outcome.effect === 'reversible' ? { ...target, unknown: false } : target, execution);
  });
}

function outcomeOf(target: Target, mode: WriteMode): WriteOutcome | undefined {
  const path = normalisePath(target.value);
  const special = SPECIAL_FILES.find((row) => row.is.test(path));
  if (special !== undefined) return special;
  if (mode === 'append' && DECIDES_ACCESS.test(path)) return SETS_ACCESS;
  if (mode === 'append' && ADDED_TO.test(path)) return WRITE_OUTCOMES.ordinary.append;
  return WRITE_OUTCOMES[classOfWritten(target)][mode];
}

/** A name that begins with what is known stays in its directory: `/backup/db-$(date +%F).sql`. */
function classOfWritten({ value, source, unknown }: Target): TargetClass {
  if (!unknown) return classifyPath(value);
  const beginsUnknown = value === '' || /^["']?[$`]/.test(source);
  if (beginsUnknown) return 'unknown';
  const named = classifyPath(value);
  return named === 'log' ? 'ordinary' : named;
}
