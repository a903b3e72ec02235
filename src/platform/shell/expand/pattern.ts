import { joinBounded } from '../values/join-bounded.js';

/** A shell pattern, made into steps that are tried without going back more than once (`*` keeps one place to return to). */
type Step =
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'one'; readonly character: string }
  | { readonly kind: 'set'; readonly not: boolean; readonly expression: RegExp };

/** `\` quotes the next character. */
function parsePattern(pattern: string): readonly Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '*') steps.push({ kind: 'star' });
    else if (character === '?') steps.push({ kind: 'any' });
    else if (character === '\\' && at + 1 < pattern.length)
      steps.push({ kind: 'one', character: pattern.charAt((at += 1)) });
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 2);
      const set = end < 0 ? undefined : readSet(pattern.slice(at + 1, end));
      if (set) {
        steps.push(set);
        at = end;
      } else steps.push({ kind: 'one', character });
    } else steps.push({ kind: 'one', character });
  }
  return steps;
}

function readSet(inner: string): Step | undefined {
  const not = /^[!^]/.test(inner);
  const body = (not ? inner.slice(1) : inner)
    .replace(/[\\\]^]/g, '\\$&')
    .replace('[:alpha:', 'a-zA-Z')
    .replace('[:digit:', '0-9')
    .replace('[:space:', '\\s');
  try {
    return { kind: 'set', not, expression: new RegExp(`[${body}]`) };
  } catch {
    return undefined;
  }
}

function fits(step: Step, character: string): boolean {
  if (step.kind === 'any') return true;
  if (step.kind === 'one') return step.character === character;
  return step.kind === 'set' && step.expression.test(character) !== step.not;
}

/** Whether the whole text fits. */
function matchSteps(steps: readonly Step[], text: string): boolean {
  let [at, step, starStep, starAt] = [0, 0, -1, 0];
  while (at < text.length) {
    const current = steps[step];
    if (current?.kind === 'star') {
      starStep = step;
      starAt = at;
      step += 1;
    } else if (current && fits(current, text.charAt(at))) {
      at += 1;
      step += 1;
    } else if (starStep >= 0) {
      starAt += 1;
      at = starAt;
      step = starStep + 1;
    } else return false;
  }
  while (steps[step]?.kind === 'star') step += 1;
  return step === steps.length;
}

/** How far a search for the longest or shortest fitting piece goes; past it nothing is said. */
const MAX_SEARCH = 512;

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`; undefined where the text is too long to try. */
export function removePattern(text: string, pattern: string, operator: '#' | '##' | '%' | '%%'): string | undefined {
  if (text.length > MAX_SEARCH) return undefined;
  const steps = parsePattern(pattern);
  const lengths = Array.from({ length: text.length + 1 }, (_, index) => index);
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    const piece = operator.startsWith('#') ? text.slice(0, length) : text.slice(text.length - length);
    if (matchSteps(steps, piece))
      return operator.startsWith('#') ? text.slice(length) : text.slice(0, text.length - length);
  }
  return text;
}

/** `${x/p/r}`, `${x//p/r}`, `${x/#p/r}`, `${x/%p/r}`. */
export function replacePattern(
  text: string,
  pattern: string,
  given: { readonly operator: '/' | '//' | '/#' | '/%'; readonly replacement: string },
): string | undefined {
  if (pattern === '') return text;
  if (!/[*?[\\]/.test(pattern) && (given.operator === '/' || given.operator === '//')) {
    const parts = text.split(pattern);
    if (given.operator === '//') return joinBounded(parts, given.replacement);
    const [first = '', ...rest] = parts;
    return rest.length === 0 ? text : `${first}${given.replacement}${rest.join(pattern)}`;
  }
  if (text.length > 128) return undefined;
  return replaceSteps(text, parsePattern(pattern), given);
}

function replaceSteps(
  text: string,
  steps: readonly Step[],
  { operator, replacement }: { readonly operator: string; readonly replacement: string },
): string {
  let [result, at, done] = ['', 0, false];
  while (at < text.length) {
    const length = done || (operator === '/#' && at > 0) ? 0 : longestAt(text, at, steps, operator === '/%');
    if (length > 0) {
      result += replacement;
      at += length;
      done = operator !== '//';
    } else {
      result += text.charAt(at);
      at += 1;
    }
  }
  return result;
}

function longestAt(text: string, at: number, steps: readonly Step[], toTheEnd: boolean): number {
  for (let end = text.length; end > (toTheEnd ? text.length - 1 : at); end -= 1)
    if (end > at && matchSteps(steps, text.slice(at, end))) return end - at;
  return 0;
}
