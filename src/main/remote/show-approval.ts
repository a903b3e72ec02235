import type { Approval } from '../../domain/protection/approval.js';
import { makeHarmless } from './terminal.js';

const LINES_EACH = 20;

/** An approval as it is read before it is decided: plan, risk, checklist, and what it takes. */
export function describeApproval(approval: Approval): string[] {
  const { subject, risk, plan, confirmation, requestedByName, decisions, state } = approval;
  const lines = [
    `${subject.title}`,
    `  approval   ${approval.id} (${state}, asked for by ${requestedByName}, until ${confirmation.expiresAt})`,
    `  risk       ${risk.level}`,
    ...bullets(risk.reasons),
    '  steps',
    ...bullets(plan.steps.map(({ name, text }) => `${name}: ${text}`)),
    ...section(
      'touches',
      plan.blastRadius.map(({ type, name, effect }) => `${type} ${name}: ${effect}`),
    ),
    ...section(
      'instead',
      plan.alternatives.map(({ text, command }) => (command === null ? text : `${text} → ${command}`)),
    ),
    ...section(
      'checklist',
      plan.checklist.map(({ id, text, required }) => `${required ? '[required]' : '[optional]'} ${id}: ${text}`),
    ),
    `  rollback   ${plan.rollback.text}`,
    `  needs      ${confirmation.level}, ${confirmation.approvalsNeeded} approval(s)`,
    ...section(
      'said',
      decisions.map(({ by, decision, comment }) => `${by}: ${decision}${comment === null ? '' : ` (${comment})`}`),
    ),
  ];
  return lines.map(makeHarmless);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...bullets(lines)];
}

function bullets(lines: readonly string[]): string[] {
  const shown = lines.slice(0, LINES_EACH).map((line) => `    - ${line.replaceAll('\n', '\n      ')}`);
  return lines.length > LINES_EACH ? [...shown, `    - … ${lines.length - LINES_EACH} more`] : shown;
}
