import type { ReadAnswer } from '../../../domain/protection/actions/action.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { readPlace } from '../../../models/protection/action-plan.js';
import { sealText } from '../../../models/protection/action-secrets.js';
import { composeAction } from '../../../models/protection/compose-action.js';
import { digestText, issueAdHocGrant } from '../../../platform/commands/ad-hoc/ad-hoc-grant.js';
import { runAdHoc, type FramedResult } from '../../../platform/commands/ad-hoc/index.js';
import { newId } from '../../../platform/ids/ids.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { describeRequest, describeRow, type Asked } from './describe-request.js';
import type { ActionServices } from './services.js';

/** Per stream. */
export const KEEP_BYTES = 256 * 1024;
const GRANT_MS = 60_000;
/** A request does not wait longer than this, whatever was asked for. */
const MAX_WAIT_SECONDS = 120;

/**
 * Runs what only reads and answers with its output, whatever its exit code. Its intent is in the audit chain before the
 * host is asked. Rejects with the RemoteError of a host that does not answer, which is audited as well.
 */
export async function readAtOnce(context: CallContext, services: ActionServices, asked: Asked): Promise<ReadAnswer> {
  const row = await writeIntent(context, services, asked);
  try {
    const result = await run(services, asked, row.planHash);
    await writeOutcome(context, services, { row, result });
    return {
      id: row.id,
      exitCode: result.exitCode,
      stdout: result.stdout.toString('utf8'),
      stderr: result.stderr.toString('utf8'),
      truncated: result.truncated,
      durationMs: result.durationMs,
      assessment: row.assessment,
    };
  } catch (error) {
    await writeFailure(context, row, error);
    throw error;
  }
}

async function run(services: ActionServices, { server, input, shell }: Asked, planHash: string): Promise<FramedResult> {
  const [host] = await services.hosts.load([server.id]);
  if (host === undefined) throw new RemoteError('server_blocked', `${server.name} is not enrolled any more.`);
  const { command: text } = input;
  return host.withTransport(
    (transport) => {
      const grant = issueAdHocGrant({
        textSha256: digestText(text),
        effect: 'read_only',
        planHash,
        expiresAtMs: Date.now() + GRANT_MS,
      });
      const timeoutMs = Math.min(input.timeoutSeconds, MAX_WAIT_SECONDS) * 1_000;
      return runAdHoc(transport, grant, { text, shell, timeoutMs, keepBytes: KEEP_BYTES });
    },
    { bypassBreaker: true },
  );
}

async function writeIntent(context: CallContext, services: ActionServices, asked: Asked): Promise<ActionModel> {
  const { id, server, input, shell, judgement } = asked;
  const { knex } = context.database;
  const place = await readPlace(knex, server);
  const composed = composeAction(services.keyring, {
    id,
    kind: 'command',
    command: input.command,
    shell,
    timeoutSeconds: input.timeoutSeconds,
    server,
    place,
    judgement,
    fingerprint: null,
  });
  return knex.transaction(async (trx) => {
    const row = await ActionModel.query(trx).insertAndFetch({
      ...describeRow(context, asked),
      ...composed,
      state: 'executing',
      workflowId: null,
    });
    await recordAudit(trx, context, {
      action: 'action.requested',
      subject: { type: 'action', id },
      outcome: 'requested',
      details: describeRequest(row, null),
    });
    return row;
  });
}

async function writeOutcome(
  context: CallContext,
  { keyring }: ActionServices,
  { row, result }: { readonly row: ActionModel; readonly result: FramedResult },
): Promise<void> {
  const { exitCode, stdout, stderr, truncated, durationMs } = result;
  const now = new Date();
  await context.database.knex.transaction(async (trx) => {
    await ActionRunModel.query(trx).insert(describeRun(keyring, row, { result, now }));
    await ActionModel.query(trx)
      .findById(row.id)
      .patch({ state: exitCode === 0 ? 'succeeded' : 'failed', finishedAt: now, updatedAt: now });
    await recordAudit(trx, context, {
      action: 'action.ended',
      subject: { type: 'action', id: row.id },
      outcome: exitCode === 0 ? 'succeeded' : 'failed',
      details: {
        exitCode,
        durationMs,
        truncated,
        stdoutSha256: digestText(stdout.toString('latin1')),
        stderrSha256: digestText(stderr.toString('latin1')),
        stdoutBytes: stdout.length,
        stderrBytes: stderr.length,
      },
    });
  });
}

function describeRun(
  keyring: ActionServices['keyring'],
  { id: actionId, serverId, planHash }: ActionModel,
  { result, now }: { readonly result: FramedResult; readonly now: Date },
): Partial<ActionRunModel> {
  const id = newId();
  const { exitCode, stdout, stderr, truncated, durationMs } = result;
  return {
    id,
    actionId,
    serverId,
    part: 'act',
    exclusive: false,
    planHash,
    expiresAt: now,
    consumedAt: new Date(now.getTime() - durationMs),
    releasedAt: now,
    endedAt: now,
    outcome: 'ended',
    exitCode,
    stdout: sealText(keyring, stdout, { table: 'action_runs', rowId: id, column: 'stdout' }),
    stderr: sealText(keyring, stderr, { table: 'action_runs', rowId: id, column: 'stderr' }),
    outputBytes: stdout.length + stderr.length,
    truncated,
  };
}

async function writeFailure(context: CallContext, row: ActionModel, error: unknown): Promise<void> {
  const code = error instanceof RemoteError ? error.errorClass : 'internal';
  const message = error instanceof RemoteError ? error.message : 'It could not be run.';
  const now = new Date();
  await context.database.knex.transaction(async (trx) => {
    const patched = await ActionModel.query(trx)
      .findById(row.id)
      .whereNull('finishedAt')
      .patch({ state: 'failed', finishedAt: now, updatedAt: now, error: { code, message } });
    if (patched === 0) return;
    await recordAudit(trx, context, {
      action: 'action.ended',
      subject: { type: 'action', id: row.id },
      outcome: 'failed',
      details: { code, mayHaveRun: error instanceof RemoteError ? error.mayHaveRun : null },
    });
  });
}
