import { listKept } from '../../../domain/protection/actions/recovery.js';
import { judgeGates } from '../../../domain/protection/actions/gates.js';
import type { Launched, RunRef, Settled } from '../../../domain/protection/actions/messages.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { appendAudit } from '../../../platform/audit/append.js';
import { fenceStaged } from '../../../platform/commands/ad-hoc/index.js';
import { sqlStateOf } from '../../../platform/db/partition-session.js';
import type { Transaction } from '../../../platform/db/database.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import type { HostHandle } from '../../../platform/ssh/host-access.js';
import type { Transport } from '../../../platform/ssh/transport.js';
import { holdCopies, keepCopies, type Copies } from './keep-copies.js';
import { SYSTEM_ACTOR, type ActionDependencies } from './dependencies.js';
import { closeNotRun, launchText } from './launch-text.js';
import { readGateFacts } from './read-gates.js';
import { sweepTraces } from './remove-traces.js';
import { auditVerdict, readPresent, type Present } from './revalidate.js';

const UNIQUE_VIOLATION = '23505';

/**
 * The one place from which a text that may change a host is given to it. Everything is looked at again on the open
 * connection, then the token is consumed in the transaction that writes the audit’s intent row, then it is launched.
 * Never retried: what is unknown after a failure is settled by `settleRun`.
 */
export async function launchRun(dependencies: ActionDependencies, { actionId, runId }: RunRef): Promise<Launched> {
  const { database, hosts, heartbeat } = dependencies;
  const row = await ActionModel.query(database.knex).findById(actionId).throwIfNotFound();
  const host = await requireHost(hosts, row.serverId);
  return host.withTransport(async (transport) => {
    await sweepTraces(database, transport, row.serverId);
    heartbeat({ runId, step: 'looking again' });
    const present = await readPresent(dependencies, row);
    const copies = listCopies(row, runId);
    const missing = copies === null ? null : await keepWayBack(host, transport, copies);
    if (missing !== null) return { outcome: 'refused', reasons: [missing] };
    const taken = await consume(dependencies, { actionId, runId }, present);
    if (taken.outcome !== 'launched') return taken;
    heartbeat({ runId, step: 'consumed' });
    // A failure here leaves a run that was not launched: it is settled as such, and tried again.
    if (copies !== null) await holdCopies(host, transport, copies);
    return launchText(dependencies, transport, { row: taken.row, runId, part: 'act' });
  });
}

function listCopies(row: ActionModel, runId: string): Copies | null {
  const files = row.rollbackCommand === null ? null : listKept(row.basis.findings, row.fingerprint);
  return files === null ? null : { actionId: row.id, runId, files };
}

/** Copies that the plan promises are made before the token is consumed; null when all is there. */
async function keepWayBack(host: HostHandle, transport: Transport, copies: Copies): Promise<string | null> {
  try {
    await keepCopies(host, transport, copies);
    return null;
  } catch (error) {
    if (!(error instanceof RemoteError) || error.definition.retryable) throw error;
    return `the copy that the plan promises could not be made: ${error.message}`;
  }
}

export async function requireHost(hosts: ActionDependencies['hosts'], serverId: string): Promise<HostHandle> {
  const [host] = await hosts.load([serverId]);
  if (host === undefined) throw new RemoteError('server_blocked', `Server ${serverId} is not enrolled any more.`);
  return host;
}

type Taken =
  | { readonly outcome: 'launched'; readonly row: ActionModel }
  | (Launched & { readonly outcome: Exclude<Launched['outcome'], 'launched'> });

/** Takes the token up, once: all gates, the consumption and the audit’s intent row are one transaction. */
async function consume(dependencies: ActionDependencies, ref: RunRef, present: Present): Promise<Taken> {
  try {
    return await dependencies.database.knex.transaction((trx) => consumeIn(trx, dependencies, { ...ref, present }));
  } catch (error) {
    // The index that keeps destructive runs of one server apart.
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    return { outcome: 'busy', reasons: ['another action holds the server'] };
  }
}

async function consumeIn(
  trx: Transaction,
  { keyring }: ActionDependencies,
  { actionId, runId, present }: RunRef & { readonly present: Present },
): Promise<Taken> {
  const row = await ActionModel.query(trx).findById(actionId).forUpdate().throwIfNotFound();
  const run = await ActionRunModel.query(trx).findById(runId).forUpdate();
  if (run === undefined || run.actionId !== actionId || run.consumedAt !== null || run.fencedAt !== null) {
    return { outcome: 'fenced', reasons: ['its token was taken up or taken away before'] };
  }
  if (run.expiresAt.getTime() <= Date.now() || run.planHash !== row.planHash) {
    return { outcome: 'fenced', reasons: ['its token is for another time or plan'] };
  }
  if (await hasRun(trx, actionId)) return { outcome: 'fenced', reasons: ['it has run already'] };
  const { verdict, reasons } = judgeGates(await readGateFacts(trx, row, { keyring, ...present }));
  if (verdict !== 'valid') {
    if (verdict !== 'busy') await auditVerdict(trx, row, { verdict, reasons, present });
    return { outcome: verdict, reasons };
  }
  const now = new Date();
  await ActionRunModel.query(trx).findById(runId).patch({ consumedAt: now });
  await ActionModel.query(trx).findById(actionId).patch({ state: 'executing', updatedAt: now });
  await auditIntent(trx, row, { runId, present });
  return { outcome: 'launched', row };
}

/** Whatever the token says: an act that was launched, or may have been, is not launched again. */
async function hasRun(trx: Transaction, actionId: string): Promise<boolean> {
  const earlier = await ActionRunModel.query(trx)
    .where({ actionId, part: 'act' })
    .whereNotNull('consumedAt')
    .whereRaw(`outcome is distinct from 'not_run'`)
    .first();
  return earlier !== undefined;
}

async function auditIntent(
  trx: Transaction,
  row: ActionModel,
  { runId, present }: { readonly runId: string; readonly present: Present },
): Promise<void> {
  await appendAudit(trx, {
    actor: SYSTEM_ACTOR,
    door: 'system',
    action: 'action.executing',
    subject: { type: 'action', id: row.id },
    outcome: 'requested',
    correlationId: row.correlationId,
    details: {
      runId,
      requestedBy: row.requestedBy,
      serverId: row.serverId,
      command: row.commandShown,
      commandHash: row.commandHash,
      planHash: row.planHash,
      approvalId: row.approvalId,
      riskLevel: row.riskLevel,
      place: row.basis.place,
      fingerprint: present.fingerprint,
      classifierVersion: present.judgement?.classifierVersion ?? null,
      workflowId: row.workflowId,
    },
  });
}

/**
 * After a launch of which nobody knows. What was not consumed is voided, so that it cannot be any more; what lies on
 * the host is fenced there. Only when the host has lost the traces is it unknown.
 */
export async function settleRun(dependencies: ActionDependencies, ref: RunRef): Promise<Settled> {
  const { database, hosts } = dependencies;
  const run = await database.knex.transaction(async (trx) => {
    const locked = await ActionRunModel.query(trx).findById(ref.runId).forUpdate().throwIfNotFound();
    if (locked.directory === null && locked.fencedAt === null) {
      await ActionRunModel.query(trx).findById(ref.runId).patch({ fencedAt: new Date() });
    }
    return locked;
  });
  if (run.outcome === 'ended') return { outcome: 'launched' };
  if (run.outcome === 'unknown') return { outcome: 'unknown' };
  if (run.outcome === 'not_run' || run.directory === null) {
    await closeNotRun(database, ref.runId);
    return { outcome: 'not_run' };
  }
  const { directory } = run;
  const host = await requireHost(hosts, run.serverId);
  const said = await host.withTransport((transport) => fenceStaged(transport, directory));
  if (said === 'launched') return { outcome: 'launched' };
  if (said === 'absent') return { outcome: 'unknown' };
  await closeNotRun(database, ref.runId);
  return { outcome: 'not_run' };
}
