import type { Followed, RunRef, Verified } from '../../../domain/protection/actions/messages.js';
import { listTargets, verifyAfter, type Verification } from '../../../domain/protection/actions/fingerprint.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { sealText } from '../../../models/protection/action-secrets.js';
import { appendAudit } from '../../../platform/audit/append.js';
import { lookAtStaged, readStagedOutput, type StagedLook } from '../../../platform/commands/ad-hoc/index.js';
import { digestText } from '../../../platform/commands/ad-hoc/ad-hoc-grant.js';
import type { Transaction } from '../../../platform/db/database.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import type { Transport } from '../../../platform/ssh/transport.js';
import { SYSTEM_ACTOR, type ActionDependencies } from './dependencies.js';
import { requireHost } from './launch.js';
import { KEEP_BYTES } from './launch-text.js';
import { removeTraces } from './remove-traces.js';

const NOTHING = Buffer.alloc(0);
const LOOK_MS = 3_000;
/** The host ends what takes too long; one that has no tool for it is not waited for for ever. */
const OVERTIME_MS = 120_000;

/** Watches a launched run to its end and keeps what it printed. Only looks, so that it can be repeated at will. */
export async function followRun(dependencies: ActionDependencies, ref: RunRef): Promise<Followed> {
  const { database, hosts, heartbeat } = dependencies;
  const run = await ActionRunModel.query(database.knex).findById(ref.runId).throwIfNotFound();
  if (run.outcome === 'ended' || run.outcome === 'unknown') {
    await takeUpRemoval(dependencies, run);
    return { outcome: run.outcome, exitCode: run.exitCode };
  }
  const action = await ActionModel.query(database.knex).findById(ref.actionId).throwIfNotFound();
  const { directory } = run;
  if (directory === null) return close(dependencies, { run, action }, { outcome: 'unknown', exitCode: null });
  const untilMs = (run.consumedAt?.getTime() ?? Date.now()) + action.timeoutSeconds * 1_000 + OVERTIME_MS;
  const host = await requireHost(hosts, run.serverId);
  return host.withTransport(async (transport) => {
    for (;;) {
      const look = await lookAtStaged(transport, { directory, waitMs: LOOK_MS });
      heartbeat({ runId: run.id, state: look.state, pid: look.pid });
      if (look.state === 'running' && Date.now() < untilMs) continue;
      return settleEnd(dependencies, transport, { run, action, look, directory });
    }
  });
}

interface Watched {
  readonly run: ActionRunModel;
  readonly action: ActionModel;
}

interface Ended {
  readonly outcome: 'ended' | 'unknown';
  readonly exitCode: number | null;
  readonly stdout?: Buffer;
  readonly stderr?: Buffer;
  readonly truncated?: boolean;
  readonly note?: string;
}

async function settleEnd(
  dependencies: ActionDependencies,
  transport: Transport,
  watched: Watched & { readonly look: StagedLook; readonly directory: string },
): Promise<Followed> {
  const { run, look, directory } = watched;
  if (look.state !== 'ended') return close(dependencies, watched, explainLoss(watched));
  const { stdout, stderr } = await readStagedOutput(transport, directory, KEEP_BYTES);
  const truncated = look.droppedBytes > 0;
  const followed = await close(dependencies, watched, {
    outcome: 'ended',
    exitCode: look.exitCode,
    stdout,
    stderr,
    truncated,
  });
  // What is kept is ours by now; traces that cannot be taken away are swept by the next run on this server.
  await removeTraces(dependencies.database, transport, run);
  return followed;
}

/** A worker that ended between writing an end down and clearing away has left this. */
async function takeUpRemoval({ database, hosts }: ActionDependencies, run: ActionRunModel): Promise<void> {
  if (run.outcome !== 'ended' || run.directory === null || run.removedAt !== null) return;
  try {
    const host = await requireHost(hosts, run.serverId);
    await host.withTransport((transport) => removeTraces(database, transport, run));
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
  }
}

/** A restart is what an order to restart wants; with anything else, a run without its end is one nobody knows. */
function explainLoss({ run, action, look }: Watched & { readonly look: StagedLook }): Ended {
  const restarted = run.bootId !== null && look.bootId !== null && run.bootId !== look.bootId;
  if (restarted && action.basis.findings.some(({ type }) => type === 'power_state')) {
    return { outcome: 'ended', exitCode: null, note: 'the host was started again' };
  }
  const notes: Partial<Record<StagedLook['state'], string>> = {
    running: 'it still runs, long after its time was over',
    lost: restarted ? 'the host was started again while it ran' : 'its shell is gone and left no exit code',
    absent: 'its traces are gone from the host',
  };
  return { outcome: 'unknown', exitCode: null, note: notes[look.state] ?? `the host says ${look.state}` };
}

async function close(
  { database, keyring }: ActionDependencies,
  { run, action }: Watched,
  ended: Ended,
): Promise<Followed> {
  const { outcome, exitCode, stdout = NOTHING, stderr = NOTHING, truncated = false } = ended;
  const now = new Date();
  await database.knex.transaction(async (trx) => {
    const patched = await ActionRunModel.query(trx)
      .findById(run.id)
      .whereNull('outcome')
      .patch({
        outcome,
        exitCode,
        endedAt: now,
        releasedAt: now,
        stdout: sealText(keyring, stdout, { table: 'action_runs', rowId: run.id, column: 'stdout' }),
        stderr: sealText(keyring, stderr, { table: 'action_runs', rowId: run.id, column: 'stderr' }),
        outputBytes: stdout.length + stderr.length,
        truncated,
      });
    if (patched === 0) return;
    await auditEnd(trx, { run, action }, ended);
  });
  return { outcome, exitCode };
}

async function auditEnd(trx: Transaction, { run, action }: Watched, ended: Ended): Promise<void> {
  const { outcome, exitCode, stdout = NOTHING, stderr = NOTHING, truncated = false, note = null } = ended;
  await appendAudit(trx, {
    actor: SYSTEM_ACTOR,
    door: 'system',
    action: 'action.executed',
    subject: { type: 'action', id: action.id },
    outcome: outcome === 'unknown' ? 'unknown' : exitCode === 0 || exitCode === null ? 'succeeded' : 'failed',
    correlationId: action.correlationId,
    details: {
      runId: run.id,
      part: run.part,
      exitCode,
      note,
      startedAt: run.consumedAt?.toISOString() ?? null,
      truncated,
      stdoutBytes: stdout.length,
      stderrBytes: stderr.length,
      stdoutSha256: digestText(stdout.toString('latin1')),
      stderrSha256: digestText(stderr.toString('latin1')),
      planHash: run.planHash,
    },
  });
}

/** What the host shows afterwards; a host that is away says nothing either way. */
export async function verifyRun(dependencies: ActionDependencies, { actionId }: RunRef): Promise<Verified> {
  const { database, readFingerprint } = dependencies;
  const row = await ActionModel.query(database.knex).findById(actionId).throwIfNotFound();
  const verification = await look(row, readFingerprint);
  await ActionModel.query(database.knex).findById(actionId).patch({ verification });
  return { verdict: verification.verdict };
}

async function look(row: ActionModel, read: ActionDependencies['readFingerprint']): Promise<Verification> {
  if (row.fingerprint === null) return { verdict: 'not_checked', facts: [] };
  try {
    const after = await read(row.serverId, listTargets(row.basis.findings));
    return verifyAfter(row.basis.findings, row.fingerprint, after);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    return { verdict: 'not_checked', facts: [`the host could not be asked: ${error.errorClass}`] };
  }
}
