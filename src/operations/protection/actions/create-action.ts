import type { Action, ActionShell, CreateAction, ReadAnswer } from '../../../domain/protection/actions/action.js';
import { listTargets, MAX_TARGETS, type Fingerprint } from '../../../domain/protection/actions/fingerprint.js';
import type { Judgement } from '../../../domain/protection/actions/judgement.js';
import { MOST_ACTIONS } from '../../../domain/protection/assessment.js';
import { FURTHER_TARGETS } from '../../../domain/protection/detect/targets.js';
import { openActionApproval } from '../../../models/protection/action-approval.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { readPlace } from '../../../models/protection/action-plan.js';
import { hashCommand } from '../../../models/protection/action-secrets.js';
import { composeAction, describeAssessment } from '../../../models/protection/compose-action.js';
import { redactAll, redactorFor } from '../../../models/protection/redact-command.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { newId } from '../../../platform/ids/ids.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { requireServer } from '../../inventory/read-servers.js';
import { readPause } from '../../workflows/pause.js';
import { describeRequest, describeRow, type Asked } from './describe-request.js';
import { getAction } from './read-actions.js';
import { readAtOnce } from './read-at-once.js';
import type { ActionServices } from './services.js';
import { startOrClose } from './start-action.js';

export type Created =
  | { readonly kind: 'answered'; readonly answer: ReadAnswer }
  | { readonly kind: 'accepted'; readonly action: Action };

/**
 * Judges a command. What only reads runs at once; everything else becomes an action with a workflow, which waits for
 * people where its risk says so. Throws `not_found`, `action_forbidden`, `unprocessable` (a shell that is not there,
 * or too many targets), `paused`, and RemoteErrors of a command that only reads.
 */
export async function createAction(
  context: CallContext,
  services: ActionServices,
  input: CreateAction,
  rollbackOf: string | null = null,
): Promise<Created> {
  const server = await requireServer(context, input.serverId);
  const { tokenKind } = context.actor;
  const { shell, ...judgement } = await services.judge({
    command: input.command,
    shell: input.shell,
    serverId: server.id,
    actorKind: tokenKind ?? 'service',
  });
  if (judgement.risk.level === 'forbidden')
    throw await refuseForbidden(context, services, { server, input, judgement });
  const asked: Asked = { id: newId(), server, input, shell: requireShell(shell), judgement, rollbackOf };
  if (judgement.effect === 'read_only') {
    return { kind: 'answered', answer: await readAtOnce(context, services, asked) };
  }
  if ((await readPause(context.database)).paused) {
    throw new MillwrightError('paused', 'Millwright is paused: only commands that read are run.');
  }
  requireCountable(judgement);
  return { kind: 'accepted', action: await openAction(context, services, asked) };
}

function requireShell(shell: ActionShell): 'sh' | 'bash' {
  if (shell === 'sh' || shell === 'bash') return shell;
  const message = `${shell} can be assessed, but hosts are reached by a POSIX shell: write it for sh or bash`;
  throw new MillwrightError('unprocessable', `${message}.`, { errors: [{ path: 'shell', message }] });
}

/** What is held is about targets that are looked at before it runs: all of them, or it is not let in. */
function requireCountable({ effect, findings }: Judgement): void {
  if (effect !== 'destructive' && effect !== 'opaque') return;
  const { length } = listTargets(findings);
  const isWhole = length <= MAX_TARGETS && findings.length < MOST_ACTIONS;
  if (isWhole && !findings.some(({ target }) => target.endsWith(FURTHER_TARGETS))) return;
  const message = 'it names more targets than can each be looked at before it runs: split it';
  throw new MillwrightError('unprocessable', `The command is too wide: ${message}.`, {
    errors: [{ path: 'command', message }],
  });
}

async function refuseForbidden(
  context: CallContext,
  { keyring }: ActionServices,
  { server, input, judgement }: Pick<Asked, 'server' | 'input' | 'judgement'>,
): Promise<MillwrightError> {
  const redact = redactorFor(input.command);
  const { classifierVersion } = judgement;
  const risk = redactAll(judgement.risk, redact);
  const alternatives = redactAll(judgement.alternatives, redact);
  const { actions } = describeAssessment(judgement, redact);
  await context.database.knex.transaction((trx) =>
    recordAudit(trx, context, {
      action: 'action.refused',
      subject: { type: 'server', id: server.id },
      outcome: 'denied',
      details: {
        reason: 'action_forbidden',
        command: redact(input.command),
        commandHash: hashCommand(keyring, input.command),
        actions,
        riskReasons: risk.reasons,
        classifierVersion,
        why: input.reason ?? null,
      },
    }),
  );
  // The first names what makes it so; all of them are in `risk`.
  return new MillwrightError('action_forbidden', `This does not run on ${server.name}. ${risk.reasons[0] ?? ''}`, {
    members: { actions, risk, alternatives },
  });
}

async function openAction(context: CallContext, services: ActionServices, asked: Asked): Promise<Action> {
  const { id, server, input, shell, judgement } = asked;
  const { knex } = context.database;
  const fingerprint = await fingerprintOrReason(services, asked);
  const composed = composeAction(services.keyring, {
    id,
    kind: 'command',
    command: input.command,
    shell,
    timeoutSeconds: input.timeoutSeconds,
    server,
    // After the fingerprint: a first contact has pinned the host's key by now.
    place: await readPlace(knex, server),
    judgement,
    fingerprint,
  });
  const row = await knex.transaction(async (trx) => {
    const inserted = await ActionModel.query(trx).insertAndFetch({
      ...describeRow(context, asked),
      ...composed,
      coolingDownMs: Math.min(composed.coolingDownMs, services.coolingDownMs ?? composed.coolingDownMs),
    });
    const approvalId = await openActionApproval(trx, inserted, {
      level: judgement.confirmationLevel,
      phrase: judgement.phrase,
      title: titleOf(inserted),
    });
    const state = approvalId === null ? ('revalidating' as const) : ('waiting_for_approval' as const);
    await ActionModel.query(trx).findById(id).patch({ approvalId, state });
    await recordAudit(trx, context, {
      action: 'action.requested',
      subject: { type: 'action', id },
      outcome: 'requested',
      details: { ...describeRequest(inserted, fingerprint), approvalId },
    });
    return ActionModel.query(trx).findById(id).throwIfNotFound();
  });
  await startOrClose(context, services, row);
  return getAction(context, services, id);
}

const TITLE_CHARACTERS = 80;

export function titleOf({ commandShown, serverName }: Pick<ActionModel, 'commandShown' | 'serverName'>): string {
  const line = commandShown.replaceAll(/\s+/g, ' ');
  const short = line.length > TITLE_CHARACTERS ? `${line.slice(0, TITLE_CHARACTERS)}…` : line;
  return `${short} on ${serverName}`;
}

/** A host that is away must not keep anyone from asking: the plan says so, and is made anew before anything runs. */
async function fingerprintOrReason(services: ActionServices, { server, judgement }: Asked): Promise<Fingerprint> {
  try {
    return await services.readFingerprint(server.id, listTargets(judgement.findings));
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    return { bootId: null, facts: [], unreadable: error.errorClass };
  }
}
