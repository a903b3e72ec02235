import { listTargets, type Fingerprint } from '../../../domain/protection/actions/fingerprint.js';
import { judgeGates } from '../../../domain/protection/actions/gates.js';
import type { Judgement } from '../../../domain/protection/actions/judgement.js';
import type { Replanned, Revalidated } from '../../../domain/protection/actions/messages.js';
import { openActionApproval, withdrawStaleApproval } from '../../../models/protection/action-approval.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { readPlace } from '../../../models/protection/action-plan.js';
import { openText } from '../../../models/protection/action-secrets.js';
import { composeAction, type ComposedAction } from '../../../models/protection/compose-action.js';
import { ApprovalModel } from '../../../models/protection/approval-model.js';
import { ServerModel } from '../../../models/inventory/server-model.js';
import { appendAudit } from '../../../platform/audit/append.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { newId } from '../../../platform/ids/ids.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import { SYSTEM_ACTOR, type ActionDependencies } from './dependencies.js';
import { readGateFacts } from './read-gates.js';

/** A token that nobody takes up is worth nothing after this. */
const TOKEN_MS = 120_000;

export interface Present {
  readonly judgement: Judgement | null;
  readonly fingerprint: Fingerprint | null;
}

export type Revalidation = Pick<ActionDependencies, 'database' | 'keyring' | 'judge' | 'readFingerprint'>;

/** What the rules and the host say today. A host that refuses for good is a reason, one that is away an error. */
export async function readPresent(
  { database, keyring, judge, readFingerprint }: Revalidation,
  row: ActionModel,
): Promise<Present> {
  if (row.kind !== 'command' || row.command === null) return { judgement: null, fingerprint: null };
  const command = readCommand(keyring, row);
  if (command === null) return { judgement: null, fingerprint: null };
  const judgement = await judge({
    command,
    shell: row.shell ?? undefined,
    serverId: row.serverId,
    actorKind: (row.actor.tokenKind as 'human' | 'service' | 'ai' | null) ?? 'service',
  });
  const server = await ServerModel.query(database.knex).findById(row.serverId);
  if (server === undefined || server.status === 'blocked') return { judgement, fingerprint: null };
  return { judgement, fingerprint: await look(readFingerprint, row) };
}

/** Null when what is stored is not what was sealed: the gates say so. */
export function readCommand(keyring: ActionDependencies['keyring'], row: ActionModel): string | null {
  try {
    return row.command === null
      ? null
      : openText(keyring, row.command, { table: 'actions', rowId: row.id, column: 'command' });
  } catch (error) {
    if (error instanceof MillwrightError && error.code === 'secret_damaged') return null;
    throw error;
  }
}

async function look(read: ActionDependencies['readFingerprint'], row: ActionModel): Promise<Fingerprint> {
  try {
    return await read(row.serverId, listTargets(row.basis.findings));
  } catch (error) {
    if (!(error instanceof RemoteError) || error.definition.retryable) throw error;
    return { bootId: null, facts: [], unreadable: error.errorClass };
  }
}

/** The gates, and the token for one run when all are passed. Repeating it makes another token; only one is taken up. */
export async function revalidate(dependencies: Revalidation, actionId: string): Promise<Revalidated> {
  const { knex } = dependencies.database;
  const row = await ActionModel.query(knex).findById(actionId).throwIfNotFound();
  const present = await readPresent(dependencies, row);
  return knex.transaction(async (trx) => {
    const locked = await ActionModel.query(trx).findById(actionId).forUpdate().throwIfNotFound();
    const facts = await readGateFacts(trx, locked, { keyring: dependencies.keyring, ...present });
    const { verdict, reasons } = judgeGates(facts);
    if (verdict !== 'valid') {
      if (verdict !== 'busy') await auditVerdict(trx, locked, { verdict, reasons, present });
      return { verdict, reasons, runId: null };
    }
    const runId = newId();
    await ActionRunModel.query(trx).insert({
      id: runId,
      actionId,
      serverId: locked.serverId,
      part: 'act',
      exclusive: locked.effect === 'destructive' || locked.effect === 'opaque',
      planHash: locked.planHash,
      expiresAt: new Date(Date.now() + TOKEN_MS),
    });
    await ActionModel.query(trx).findById(actionId).patch({ state: 'revalidating', updatedAt: new Date() });
    return { verdict, reasons, runId };
  });
}

export interface Verdict {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly present: Present;
}

/** A near miss is worth as much to those who read the trail as an act. */
export async function auditVerdict(trx: Transaction, row: ActionModel, said: Verdict): Promise<void> {
  const { verdict, reasons, present } = said;
  await appendAudit(trx, {
    actor: SYSTEM_ACTOR,
    door: 'system',
    action: verdict === 'stale' ? 'action.stale' : 'action.held_back',
    subject: { type: 'action', id: row.id },
    outcome: 'denied',
    correlationId: row.correlationId,
    details: {
      verdict,
      reasons,
      planHash: row.planHash,
      approvalId: row.approvalId,
      fingerprint: present.fingerprint,
      levelToday: present.judgement?.risk.level ?? null,
    },
  });
}

/** The plan made anew, and an approval for it in place of the former one, which is void. Safe to repeat. */
export async function replan(
  dependencies: ActionDependencies,
  actionId: string,
  reasons: readonly string[],
): Promise<Replanned> {
  const { database } = dependencies;
  const { composed, judgement } = await composeAnew(dependencies, actionId);
  return database.knex.transaction(async (trx) => {
    const row = await ActionModel.query(trx).findById(actionId).forUpdate().throwIfNotFound();
    const known = row.approvalId === null ? undefined : await ApprovalModel.query(trx).findById(row.approvalId);
    if (known?.state === 'pending' && known.planHash === composed.planHash) {
      return { approvalId: row.approvalId, coolingDownMs: row.coolingDownMs };
    }
    if (row.approvalId !== null) await withdrawStaleApproval(trx, row.approvalId, `stale: ${reasons.join('; ')}`);
    // One that was made shorter stays so; a level that had none gets its own.
    const coolingDownMs =
      row.coolingDownMs === 0 ? composed.coolingDownMs : Math.min(row.coolingDownMs, composed.coolingDownMs);
    const patched = await ActionModel.query(trx).patchAndFetchById(actionId, { ...composed, coolingDownMs });
    const approvalId = await openActionApproval(trx, patched, {
      level: judgement.confirmationLevel,
      phrase: judgement.phrase,
      title: known?.subjectTitle ?? `${row.commandShown.slice(0, 80)} on ${row.serverName}`,
    });
    const state = approvalId === null ? ('revalidating' as const) : ('waiting_for_approval' as const);
    await ActionModel.query(trx).findById(actionId).patch({ approvalId, state, updatedAt: new Date() });
    return { approvalId, coolingDownMs };
  });
}

async function composeAnew(
  dependencies: ActionDependencies,
  actionId: string,
): Promise<{ readonly composed: ComposedAction; readonly judgement: Judgement }> {
  const { database, keyring } = dependencies;
  const before = await ActionModel.query(database.knex).findById(actionId).throwIfNotFound();
  const { judgement, fingerprint } = await readPresent(dependencies, before);
  const command = readCommand(keyring, before);
  const server = await ServerModel.query(database.knex).findById(before.serverId);
  if (judgement === null || command === null || server === undefined) {
    throw new MillwrightError('intent_missing', `Action ${actionId} cannot be planned anew.`);
  }
  const { kind, shell, timeoutSeconds } = before;
  const place = await readPlace(database.knex, server);
  const facts = { id: actionId, kind, command, shell, timeoutSeconds, server, place, judgement, fingerprint };
  return { composed: composeAction(keyring, facts), judgement };
}
