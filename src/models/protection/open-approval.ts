import { randomInt } from 'node:crypto';
import {
  CONFIRMATIONS,
  confirmationFor,
  isAtLeast,
  type ConfirmationLevel,
} from '../../domain/protection/confirmation.js';
import type { Plan, Risk } from '../../domain/protection/plan.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { ApprovalModel } from './approval-model.js';

export interface OpenApproval {
  /** Chosen by the caller, so that a repeated call finds the first one’s row. */
  readonly id: string;
  readonly subject: { readonly type: string; readonly id: string; readonly title: string };
  readonly risk: Risk;
  readonly plan: Plan;
  /** At least what the risk asks for at `high` and above; default: what it asks for. */
  readonly confirmationLevel?: ConfirmationLevel;
  /** Typed at the levels that have one, e.g. `UPDATE web ON nas-01`. A random part is added from four eyes up. */
  readonly phrase?: string;
  /** The workflow that waits by `awaitApproval`. */
  readonly workflowId: string;
  readonly site: string | null;
  /** Id of the user, or the name of the schedule. */
  readonly requestedBy: string;
  readonly requestedByName: string;
  readonly correlationId: string;
  readonly expiresAt: Date;
}

// Without 0 O 1 I l: 32 characters, so that seven of them are 35 bits.
const NONCE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const MAX_PHRASE = 200;

/**
 * Writes an approval and its audit entry; the second call with the same id returns the first one’s row and writes
 * nothing. One that waits for nobody (`none`) is approved at once. `unprocessable` for what no approval lifts and for
 * a confirmation below the floor of the risk.
 */
export async function openApproval(trx: Transaction, input: OpenApproval): Promise<ApprovalModel> {
  const level = checkLevel(input);
  const inserted = await trx('approvals').insert(describeRow(input, level)).onConflict('id').ignore().returning('id');
  const row = await ApprovalModel.query(trx).findById(input.id).throwIfNotFound();
  if (inserted.length === 0) return row;
  await appendAudit(trx, {
    actor: { kind: 'system', id: 'system', name: 'Millwright' },
    door: 'system',
    action: 'approval.requested',
    subject: { type: 'approval', id: row.id },
    outcome: 'requested',
    correlationId: row.correlationId,
    details: {
      of: { type: row.subjectType, id: row.subjectId, title: row.subjectTitle },
      requestedBy: row.requestedBy,
      requestedByName: row.requestedByName,
      riskLevel: row.riskLevel,
      riskReasons: row.riskReasons,
      planHash: row.planHash,
      confirmationLevel: row.confirmationLevel,
      workflowId: row.workflowId,
      expiresAt: row.expiresAt.toISOString(),
    },
  });
  return row;
}

function checkLevel({ id, risk, confirmationLevel }: OpenApproval): ConfirmationLevel {
  const floor = confirmationFor(risk.level, 'never');
  const level = confirmationLevel ?? confirmationFor(risk.level);
  if (level === 'impossible')
    throw new MillwrightError('unprocessable', `Approval ${id}: what is forbidden is never put to a person.`);
  if (isAtLeast(level, floor)) return level;
  throw new MillwrightError(
    'unprocessable',
    `Approval ${id}: a risk of ${risk.level} asks for ${floor}, and ${level} is less than that.`,
  );
}

function describeRow(input: OpenApproval, level: ConfirmationLevel): Record<string, unknown> {
  const { subject, risk, plan } = input;
  const rule = CONFIRMATIONS[level];
  return {
    id: input.id,
    state: rule.approvalsNeeded === 0 ? 'approved' : 'pending',
    subjectType: subject.type,
    subjectId: subject.id,
    subjectTitle: subject.title,
    riskLevel: risk.level,
    riskReasons: JSON.stringify(risk.reasons),
    plan: JSON.stringify(plan),
    planHash: plan.hash,
    confirmationLevel: level,
    phrase: composePhrase(input, rule.phrase),
    approvalsNeeded: rule.approvalsNeeded,
    attemptsLeft: rule.attempts,
    workflowId: input.workflowId,
    site: input.site,
    requestedBy: input.requestedBy,
    requestedByName: input.requestedByName,
    correlationId: input.correlationId,
    expiresAt: input.expiresAt,
    ...(rule.approvalsNeeded === 0 ? { decidedAt: new Date() } : {}),
  };
}

/** What is to be typed. Names from hosts are untrusted: what cannot be typed on one line is left out. */
function composePhrase({ phrase, subject }: OpenApproval, kind: 'none' | 'plain' | 'nonce'): string | null {
  if (kind === 'none') return null;
  const words = (phrase ?? `APPROVE ${subject.title}`)
    .normalize('NFC')
    .replaceAll(/[^\P{C}\s]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_PHRASE)
    .trim();
  return kind === 'nonce' ? `${words} ${makeNonce()}` : words;
}

/** The same words with another random part, after too many wrong tries. */
export function renewPhrase({ phrase, confirmationLevel }: ApprovalModel): string | null {
  if (phrase === null || CONFIRMATIONS[confirmationLevel].phrase !== 'nonce') return phrase;
  return `${phrase.slice(0, phrase.lastIndexOf(' '))} ${makeNonce()}`;
}

function makeNonce(): string {
  const letters = Array.from({ length: 7 }, () => NONCE_LETTERS[randomInt(NONCE_LETTERS.length)] ?? '');
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}
