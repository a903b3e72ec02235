import type { ActionAssessment, ActionKind, ActionShell } from '../../domain/protection/actions/action.js';
import { describeActionPlan, keepFindings } from '../../domain/protection/actions/describe-plan.js';
import type { Fingerprint } from '../../domain/protection/actions/fingerprint.js';
import { coolingDownFor } from '../../domain/protection/actions/gates.js';
import type { Judgement } from '../../domain/protection/actions/judgement.js';
import { composeRestore, describeRestore, listKept } from '../../domain/protection/actions/recovery.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import type { ActionBasis, ActionModel, ActionPlace } from './action-model.js';
import { hashPlan } from './action-plan.js';
import { hashCommand, sealText } from './action-secrets.js';
import { redactorFor, type Redact } from './redact-command.js';

export interface ComposeInput {
  readonly id: string;
  readonly kind: ActionKind;
  readonly command: string;
  readonly shell: ActionShell | null;
  readonly timeoutSeconds: number;
  readonly server: { readonly id: string; readonly name: string };
  readonly place: ActionPlace;
  readonly judgement: Judgement;
  readonly fingerprint: Fingerprint | null;
}

export type ComposedAction = Pick<
  ActionModel,
  | 'command'
  | 'commandShown'
  | 'commandHash'
  | 'rollbackCommand'
  | 'effect'
  | 'riskLevel'
  | 'assessment'
  | 'basis'
  | 'plan'
  | 'planHash'
  | 'fingerprint'
  | 'coolingDownMs'
>;

/** Columns of an action that its judgement and the state of its targets make: when asked for, and when made anew. */
export function composeAction(keyring: Keyring, input: ComposeInput): ComposedAction {
  const { id, command, judgement, fingerprint, server, timeoutSeconds } = input;
  const redact = redactorFor(command);
  const commandShown = redact(command);
  const commandHash = hashCommand(keyring, command);
  const way = findWayBack(input);
  const undo = way.command;
  const basis = describeBasis(keyring, input, { commandHash, undo });
  const shown = describeActionPlan({
    judgement: { ...judgement, rollback: way },
    fingerprint,
    shown: commandShown,
    serverName: server.name,
    timeoutSeconds,
    redact,
  });
  const planHash = hashPlan({ basis, fingerprint, shown });
  return {
    command: sealText(keyring, command, { table: 'actions', rowId: id, column: 'command' }),
    commandShown,
    commandHash,
    rollbackCommand:
      undo === null ? null : sealText(keyring, undo, { table: 'actions', rowId: id, column: 'rollback_command' }),
    effect: judgement.effect,
    riskLevel: judgement.risk.level,
    assessment: describeAssessment(judgement, redact),
    basis,
    plan: { ...shown, hash: planHash },
    planHash,
    fingerprint,
    coolingDownMs: coolingDownFor(judgement.risk.level),
  };
}

/** What undoes it exactly, else copies that are kept before; else what is said of its kind. */
function findWayBack({ id, judgement, fingerprint }: ComposeInput): Judgement['rollback'] {
  const { rollback, findings } = judgement;
  if (rollback.command !== null) return rollback;
  const kept = listKept(findings, fingerprint);
  if (kept === null) return rollback;
  return { possible: true, text: describeRestore(kept), command: composeRestore(id, kept) };
}

function describeBasis(
  keyring: Keyring,
  input: ComposeInput,
  { commandHash, undo }: { readonly commandHash: string; readonly undo: string | null },
): ActionBasis {
  const { kind, shell, timeoutSeconds, server, place, judgement } = input;
  return {
    kind,
    commandHash,
    shell,
    timeoutSeconds,
    serverId: server.id,
    place,
    findings: keepFindings(judgement, redactorFor(input.command)),
    classifierVersion: judgement.classifierVersion,
    level: judgement.risk.level,
    rollbackHash: undo === null ? null : hashCommand(keyring, undo),
  };
}

export function describeAssessment(
  { effect, findings, risk, classifierVersion }: Judgement,
  redact: Redact,
): ActionAssessment {
  return {
    effect,
    actions: findings.map(({ type, target, severity, explanation }) => ({
      type,
      target: redact(target),
      severity,
      explanation: redact(explanation),
    })),
    risk: { level: risk.level, reasons: risk.reasons.map(redact) },
    classifierVersion,
  };
}
