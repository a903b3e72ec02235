import type { Execution } from '../../../platform/shell/reading.js';
import type { Finding } from './finding.js';
import { judgeWrite } from './judge-write.js';
import { findingsOf } from './make-finding.js';
import type { Act } from './make-finding.js';
import { fromWord } from './targets.js';
import type { Target } from './targets.js';
import type { WriteMode } from './write-outcomes.js';

const MODES: Readonly<Record<string, WriteMode>> = {
  '>': 'replace',
  '>|': 'replace',
  '&>': 'replace',
  '>&': 'replace',
  '<>': 'replace',
  '>>': 'append',
  '&>>': 'append',
};

/** What is said over such a connection, and done with what comes, no redirect shows. */
const TALKS: Act = {
  rule: 'redirect.connects',
  type: 'opaque_execution',
  effect: 'opaque',
  severity: 'medium',
  kind: 'network',
  why: 'Opens {target} in both directions: what is sent and done with the answer is not known.',
};
/** No honest command is redirected so often. */
const MOST_REDIRECTS = 50;
const TOO_MANY: Act = {
  rule: 'redirect.too_many',
  type: 'opaque_execution',
  effect: 'opaque',
  severity: 'high',
  kind: 'path',
  why: `Is redirected more than ${MOST_REDIRECTS} times, which is not looked at.`,
};
const NOWHERE: Target = { value: '', source: '', unknown: false, glob: false };

/** Programs that print nothing: what they are redirected to is emptied. */
const PRINTS_NOTHING: ReadonlySet<string> = new Set(['', ':', 'true', 'false', 'exec']);

export function judgeRedirects(execution: Execution): readonly Finding[] {
  if (execution.redirects.length > MOST_REDIRECTS) return findingsOf(TOO_MANY, NOWHERE, execution);
  return execution.redirects.flatMap(({ operator, target }) => {
    if (operator.endsWith('<>') && /^\/dev\/(tcp|udp)\//.test(target.values[0] ?? ''))
      return findingsOf(TALKS, fromWord(target)[0] ?? NOWHERE, execution);
    const mode = modeOf(operator, execution);
    return mode === undefined ? [] : judgeWrite(target, mode, execution, 'redirect');
  });
}

function modeOf(operator: string, { program, args, stdin, moreArgs }: Execution): WriteMode | undefined {
  const mode = MODES[operator.replace(/^\d+/, '')];
  if (mode !== 'replace') return mode;
  const texts = args.map(({ values, unknown }) => (unknown ? '?' : (values[0] ?? '')));
  const copiesNothing = program === 'cat' && texts.join() === '/dev/null';
  const printsNothing =
    moreArgs === null &&
    (program === 'echo' || program === 'printf') &&
    texts.filter((text) => !/^-[neE]+$/.test(text)).join('') === '';
  const printedBeside = program === '' && stdin.kind === 'opaque' && stdin.from.includes('(what stands before it)');
  if (printedBeside) return mode;
  return copiesNothing || printsNothing || (program !== null && PRINTS_NOTHING.has(program)) ? 'empty' : mode;
}
