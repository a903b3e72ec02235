import type { CreateAction } from '../../../domain/protection/actions/action.js';
import type { Fingerprint } from '../../../domain/protection/actions/fingerprint.js';
import { actionIds } from '../../../domain/protection/actions/ids.js';
import type { Judgement } from '../../../domain/protection/actions/judgement.js';
import type { ServerModel } from '../../../models/inventory/server-model.js';
import type { ActionModel } from '../../../models/protection/action-model.js';
import type { CallContext } from '../../context.js';
import { describeAsker } from './describe-actor.js';

/** What is asked for, judged. */
export interface Asked {
  readonly id: string;
  readonly server: ServerModel;
  readonly input: CreateAction;
  readonly shell: 'sh' | 'bash';
  readonly judgement: Judgement;
  readonly rollbackOf: string | null;
}

/** The columns of an action that say what was asked for, and by whom. */
export function describeRow(context: CallContext, { id, server, input, shell, rollbackOf }: Asked) {
  return {
    id,
    kind: 'command' as const,
    state: 'revalidating' as const,
    serverId: server.id,
    serverName: server.name,
    site: server.site,
    reason: input.reason ?? null,
    shell,
    timeoutSeconds: input.timeoutSeconds,
    rollbackOf,
    workflowId: actionIds.execute(id),
    ...describeAsker(context),
  };
}

/** For the audit: what was asked for, without any text that may hold a secret. */
export function describeRequest(row: ActionModel, fingerprint: Fingerprint | null): Record<string, unknown> {
  const { kind, serverId, serverName, commandShown, commandHash, assessment, basis, planHash, reason } = row;
  return {
    kind,
    serverId,
    serverName,
    command: commandShown,
    commandHash,
    effect: assessment.effect,
    riskLevel: row.riskLevel,
    riskReasons: assessment.risk.reasons,
    findings: basis.findings,
    classifierVersion: basis.classifierVersion,
    place: basis.place,
    planHash,
    fingerprint,
    shell: row.shell,
    timeoutSeconds: row.timeoutSeconds,
    why: reason,
    workflowId: row.workflowId,
    rollbackOf: row.rollbackOf,
  };
}
