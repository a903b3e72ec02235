import type { Doubt, DoubtCode } from '../../../platform/shell/reading.js';
import type { Finding, Severity, TargetKind } from './finding.js';

interface DoubtRow {
  readonly severity: Severity;
  readonly targetKind: TargetKind;
  readonly effect: 'opaque' | 'destructive';
  readonly forbidden?: true;
}

/** What cannot be understood is held; what is known to end the host is refused. */
const DOUBTS: Readonly<Record<DoubtCode, DoubtRow>> = {
  forbidden_characters: { severity: 'high', targetKind: 'script', effect: 'opaque' },
  parse_error: { severity: 'high', targetKind: 'script', effect: 'opaque' },
  too_long: { severity: 'high', targetKind: 'script', effect: 'opaque' },
  too_deep: { severity: 'high', targetKind: 'script', effect: 'opaque' },
  too_many: { severity: 'high', targetKind: 'script', effect: 'opaque' },
  unknown_program: { severity: 'high', targetKind: 'unknown', effect: 'opaque' },
  unknown_script: { severity: 'high', targetKind: 'script', effect: 'opaque' },
  dangerous_variable: { severity: 'high', targetKind: 'script', effect: 'opaque' },
  redefined_program: { severity: 'high', targetKind: 'script', effect: 'opaque' },
  fork_bomb: { severity: 'critical', targetKind: 'host', effect: 'destructive', forbidden: true },
};

export function judgeDoubt({ code, explanation, span }: Doubt): Finding {
  const { severity, targetKind, effect, forbidden = false } = DOUBTS[code];
  return {
    rule: `shell.${code}`,
    type: 'opaque_execution',
    effect,
    target: '',
    targetKind,
    targetClass: 'unknown',
    severity,
    forbidden,
    breadth: forbidden ? 'all' : 'one',
    confidence: forbidden ? 'certain' : 'unknown',
    place: 'here',
    explanation,
    span,
    decoded: span.text,
  };
}
