import type { Action } from '../../../domain/protection/actions/action.js';
import type { Judgement } from '../../../domain/protection/actions/judgement.js';
import { actionIds } from '../../../domain/protection/actions/ids.js';
import { confirmationForAct } from '../../../domain/protection/confirmation.js';
import { refuseJumpServer } from '../../../models/inventory/delete-server.js';
import type { ServerModel } from '../../../models/inventory/server-model.js';
import { openActionApproval } from '../../../models/protection/action-approval.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { readPlace } from '../../../models/protection/action-plan.js';
import { composeAction } from '../../../models/protection/compose-action.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { newId } from '../../../platform/ids/ids.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { requireServer } from '../../inventory/read-servers.js';
import { readPause } from '../../workflows/pause.js';
import { describeRequest } from './describe-request.js';
import { describeAsker } from './describe-actor.js';
import { getAction } from './read-actions.js';
import type { ActionServices } from './services.js';
import { startOrClose } from './start-action.js';

const TIMEOUT_SECONDS = 60;

interface Belongings {
  readonly containers: number;
  readonly backups: number;
  readonly openActions: number;
}

/**
 * Asks for a server to be taken out of the fleet; people approve, then it is done. The host itself is not touched.
 * Throws `not_found`, `in_use` (jump server of others), `workflow_running` (asked for already), `paused`.
 */
export async function requestServerDeletion(
  context: CallContext,
  services: ActionServices,
  serverId: string,
): Promise<Action> {
  const { knex } = context.database;
  const server = await requireServer(context, serverId);
  if ((await readPause(context.database)).paused) {
    throw new MillwrightError('paused', 'Millwright is paused: no server is taken out of the fleet.');
  }
  const place = await readPlace(knex, server);
  const row = await knex.transaction(async (trx) => {
    await refuseJumpServer(trx, serverId);
    await refuseSecond(trx, serverId);
    const judgement = judgeDeletion(server, await countBelongings(trx, serverId));
    const inserted = await insertAction(trx, { context, services, server, place, judgement });
    const approvalId = await openActionApproval(trx, inserted, {
      level: judgement.confirmationLevel,
      phrase: judgement.phrase,
      title: `Delete ${server.name} from the fleet`,
    });
    const row_ = await ActionModel.query(trx).patchAndFetchById(inserted.id, { approvalId });
    await recordAudit(trx, context, {
      action: 'server.deletion_requested',
      subject: { type: 'server', id: serverId },
      outcome: 'requested',
      details: { ...describeRequest(row_, null), actionId: row_.id, approvalId },
    });
    return row_;
  });
  await startOrClose(context, services, row);
  return getAction(context, services, row.id);
}

/** The server’s row is the lock: of two requests at once one finds the other’s. */
async function refuseSecond(trx: Transaction, serverId: string): Promise<void> {
  await trx('servers').where({ id: serverId }).forUpdate().first('id');
  const open = await ActionModel.query(trx)
    .where({ serverId, kind: 'server_deletion' })
    .whereNull('finishedAt')
    .first();
  if (open === undefined) return;
  throw new MillwrightError('workflow_running', `The deletion of this server was asked for already: ${open.id}.`, {
    members: { workflowId: open.workflowId, actionId: open.id, approvalId: open.approvalId },
  });
}

async function countBelongings(trx: Transaction, serverId: string): Promise<Belongings> {
  const { rows } = await trx.raw<{ rows: Belongings[] }>(
    `select (select count(*)::int from containers c join container_hosts h on h.id = c.host_id
              where h.server_id = :serverId and c.gone_at is null) as containers,
            (select count(*)::int from container_backups b where b.server_id = :serverId) as backups,
            (select count(*)::int from actions where server_id = :serverId and finished_at is null) as "openActions"`,
    { serverId },
  );
  return rows[0] ?? { containers: 0, backups: 0, openActions: 0 };
}

interface Insertion {
  readonly context: CallContext;
  readonly services: ActionServices;
  readonly server: ServerModel;
  readonly place: Awaited<ReturnType<typeof readPlace>>;
  readonly judgement: Judgement;
}

async function insertAction(trx: Transaction, insertion: Insertion): Promise<ActionModel> {
  const { context, services, server, place, judgement } = insertion;
  const id = newId();
  const composed = composeAction(services.keyring, {
    id,
    kind: 'server_deletion',
    command: `delete server ${server.name}`,
    shell: null,
    timeoutSeconds: TIMEOUT_SECONDS,
    server,
    place,
    judgement,
    fingerprint: null,
  });
  return ActionModel.query(trx).insertAndFetch({
    id,
    kind: 'server_deletion',
    state: 'waiting_for_approval',
    serverId: server.id,
    serverName: server.name,
    site: server.site,
    reason: null,
    shell: null,
    timeoutSeconds: TIMEOUT_SECONDS,
    workflowId: actionIds.execute(id),
    ...describeAsker(context),
    ...composed,
  });
}

/** Not a command: nothing is detected in it, and its risk is always the same. */
function judgeDeletion(server: ServerModel, { containers, backups, openActions }: Belongings): Judgement {
  const effect = 'destructive' as const;
  const risk = {
    level: 'medium' as const,
    reasons: ['The server is no longer collected or watched, and its host key and settings are forgotten.'],
  };
  const belongs = (type: string, count: number, what: string): Judgement['blastRadius'] =>
    count === 0 ? [] : [{ type, id: null, name: `${count} ${type}(s)`, effect: what }];
  return {
    effect,
    findings: [],
    classifierVersion: 'server_deletion/1',
    risk,
    confirmationLevel: confirmationForAct(risk.level, effect).level,
    phrase: `DELETE ${server.name} ON ${server.name}`,
    blastRadius: [
      {
        type: 'server',
        id: server.id,
        name: server.name,
        effect: 'is taken out of the fleet; the host is not touched',
      },
      ...belongs('container', containers, 'is no longer known; it runs on'),
      ...belongs('backup', backups, 'stays on its host, and is no longer known'),
      ...belongs('action', openActions, 'is refused when it comes to its turn'),
    ],
    checklist: [{ id: 'right_server', text: `${server.name} (${server.address}) is the one.`, required: true }],
    alternatives: [
      { text: 'Leave it enrolled and label it as retired: its history stays in one place.', command: null },
    ],
    rollback: {
      possible: true,
      text: 'Enrol it again; its host key is pinned anew at the first contact.',
      command: null,
    },
  };
}
