import { compareFingerprints, type Fingerprint } from '../../../domain/protection/actions/fingerprint.js';
import type { GateFacts, PersonFacts } from '../../../domain/protection/actions/gates.js';
import { keepFindings } from '../../../domain/protection/actions/describe-plan.js';
import type { Judgement } from '../../../domain/protection/actions/judgement.js';
import { ApiTokenModel } from '../../../models/identity/api-token-model.js';
import { ServerModel } from '../../../models/inventory/server-model.js';
import type { ActionModel } from '../../../models/protection/action-model.js';
import { hashPlan, readPlace, withoutHash } from '../../../models/protection/action-plan.js';
import { isHashOfCommand, openText } from '../../../models/protection/action-secrets.js';
import { redactorFor } from '../../../models/protection/redact-command.js';
import { ApprovalModel } from '../../../models/protection/approval-model.js';
import type { Keyring } from '../../../platform/crypto/keyring.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { hashJson } from '../../../platform/json/canonical-json.js';
import { readApprovalFacts, readPerson } from './read-voters.js';

export interface GateSources {
  readonly keyring: Keyring;
  /** By today's rules; null for kinds that are not judged by their text. */
  readonly judgement: Judgement | null;
  /** Of now; null for kinds that are about no host. */
  readonly fingerprint: Fingerprint | null;
}

/** Everything that the gates look at, under the lock that the caller holds on the action. */
export async function readGateFacts(trx: Transaction, row: ActionModel, sources: GateSources): Promise<GateFacts> {
  const { judgement, fingerprint } = sources;
  const setting: { value: { paused: boolean } } | undefined = await trx('settings').where('name', 'paused').first();
  const approval = row.approvalId === null ? undefined : await ApprovalModel.query(trx).findById(row.approvalId);
  return {
    isFinished: row.finishedAt !== null,
    cancelWished: row.requestedEnd !== null,
    paused: setting?.value.paused ?? false,
    planIsWhole: isWhole(sources.keyring, row, approval),
    needsApproval: row.approvalId !== null || row.effect === 'destructive' || row.effect === 'opaque',
    approval: approval === undefined ? null : await readApprovalFacts(trx, row, approval),
    requester: await readRequester(trx, row),
    server: await compareServer(trx, row),
    today: {
      level: judgement?.risk.level ?? row.riskLevel,
      sameFindings: judgement === null || isSame(sources.keyring, judgement, row),
    },
    approvedLevel: row.basis.level,
    stateChanges:
      fingerprint === null || row.fingerprint === null ? null : compareFingerprints(row.fingerprint, fingerprint),
  };
}

/** What is stored gives the hash that was approved, piece by piece: one changed byte is another plan. */
function isWhole(keyring: Keyring, row: ActionModel, approval: ApprovalModel | undefined): boolean {
  const { basis, plan, planHash, fingerprint } = row;
  if (plan === null || plan.hash !== planHash) return false;
  if (hashPlan({ basis, fingerprint, shown: withoutHash(plan) }) !== planHash) return false;
  if (approval !== undefined && hashJson(approval.plan) !== hashJson(plan)) return false;
  if (basis.level !== row.riskLevel || basis.serverId !== row.serverId || basis.shell !== row.shell) return false;
  if (basis.timeoutSeconds !== row.timeoutSeconds || basis.kind !== row.kind) return false;
  const text = readCommand(keyring, row);
  if (text === undefined) return false;
  return basis.commandHash === row.commandHash && isHashOfCommand(keyring, text, row.commandHash);
}

/** undefined: it is gone, or is not what was sealed. */
function readCommand(keyring: Keyring, { id, command }: ActionModel): string | undefined {
  if (command === null) return undefined;
  try {
    return openText(keyring, command, { table: 'actions', rowId: id, column: 'command' });
  } catch (error) {
    if (error instanceof MillwrightError && error.code === 'secret_damaged') return undefined;
    throw error;
  }
}

function isSame(keyring: Keyring, judgement: Judgement, row: ActionModel): boolean {
  const { findings, classifierVersion } = row.basis;
  const text = readCommand(keyring, row);
  if (text === undefined) return false;
  return (
    judgement.classifierVersion === classifierVersion &&
    judgement.effect === row.effect &&
    hashJson(keepFindings(judgement, redactorFor(text))) === hashJson(findings)
  );
}

async function readRequester(trx: Transaction, { actor }: ActionModel): Promise<PersonFacts> {
  // The system itself has no row that could be taken away.
  if (actor.kind !== 'user') return { name: actor.name, mayAct: true };
  const person = await readPerson(trx, { id: actor.id, role: 'operator', name: actor.name });
  if (!person.mayAct || actor.tokenId === null) return person;
  const token = await ApiTokenModel.query(trx).findById(actor.tokenId);
  return { ...person, mayAct: token !== undefined && token.revokedAt === null };
}

async function compareServer(trx: Transaction, row: ActionModel): Promise<GateFacts['server']> {
  const server = await ServerModel.query(trx).findById(row.serverId);
  if (server === undefined) return 'gone';
  if (server.status === 'blocked' && row.kind === 'command') return 'blocked';
  return hashJson(await readPlace(trx, server)) === hashJson(row.basis.place) ? 'same' : 'moved';
}
