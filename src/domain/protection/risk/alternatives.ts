import type { Finding } from '../detect/finding.js';
import type { Plan } from '../plan.js';
import type { AlternativeRule } from './alternatives/alternative-rule.js';
import { DATA_ALTERNATIVES } from './alternatives/data.js';
import { SYSTEM_ALTERNATIVES } from './alternatives/system.js';
import { isHeld, type Judged } from './judged.js';
import { trimPath } from './lookups.js';

export type Alternative = Plan['alternatives'][number];

/**
 * What to do instead, or first. Each command is judged like any other before it is offered, and left out where it is
 * not lower; a test proves it for every row.
 */
export const ALTERNATIVES: readonly AlternativeRule[] = [...DATA_ALTERNATIVES, ...SYSTEM_ALTERNATIVES];

const MOST = 8;

/** What is offered instead of the worst findings: texts with a command each, without doubles. Pure. */
export function listAlternatives(judged: readonly Judged[]): readonly Alternative[] {
  const found = new Map<string, Alternative>();
  for (const { finding } of judged) {
    if (found.size >= MOST) break;
    if (!isHeld(finding) || finding.place !== 'here') continue;
    for (const rule of ALTERNATIVES) {
      if (!applies(rule, finding)) continue;
      const alternative = { text: rule.text, command: rule.command === null ? null : fill(rule.command, finding) };
      found.set(alternative.command ?? alternative.text, alternative);
    }
  }
  return [...found.values()].slice(0, MOST);
}

function applies(rule: AlternativeRule, finding: Finding): boolean {
  if (!rule.types.includes(finding.type)) return false;
  if (rule.kinds !== undefined && !rule.kinds.includes(finding.targetKind)) return false;
  // What was not resolved, or stands for many, would name something else here.
  if (rule.command?.includes('{') === true && (finding.target === '' || finding.confidence === 'unknown')) return false;
  return rule.when?.(finding) ?? true;
}

function fill(command: string, { target, targetKind }: Finding): string {
  const whole = targetKind === 'path' ? trimPath(target) : target;
  const group = target.replace(/^\/dev\//, '').split('/')[0] ?? target;
  const values: Readonly<Record<string, string>> = { target: whole, name: target.split(/[@#]/)[0] ?? target, group };
  return command.replaceAll(/\{(target|name|group)\}/g, (_all, key: string) => quoteWord(values[key] ?? ''));
}

/** One word for a POSIX shell, whatever is in it. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
