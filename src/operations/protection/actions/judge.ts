import { assessText } from '../../../domain/protection/assess-text.js';
import { composeActionPhrase } from '../../../domain/protection/actions/phrase.js';
import type { Judge, JudgeRequest } from '../../../domain/protection/actions/judgement.js';
import { findUndo } from '../../../domain/protection/actions/undo.js';
import type { Readers } from '../../../domain/protection/detect/readers.js';
import { loadHostFacts } from '../../../models/protection/host-facts.js';
import type { Database } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';

/** Judges a command for one server by its cached facts: the same rules when it is asked for and right before the act. */
export function createJudge({ database, readers }: { readonly database: Database; readonly readers: Readers }): Judge {
  return async ({ command, shell, serverId, actorKind }: JudgeRequest) => {
    const host = await loadHostFacts(database, serverId, new Date());
    if (host === undefined) throw new MillwrightError('not_found', `There is no server ${serverId}.`);
    const dialect = shell ?? 'bash';
    const assessed = assessText({ command, dialect, requester: actorKind }, { readers }, host);
    const findings = assessed.actions.map(
      ({ rule, type, effect, target, targetKind, severity, confidence, place, explanation }) => ({
        rule,
        type,
        // A finding that only reads is none.
        effect: effect === 'read_only' ? ('reversible' as const) : effect,
        target,
        targetKind,
        severity,
        confidence,
        place: place as 'here',
        explanation,
      }),
    );
    const { effect, risk, confirmation, blastRadius, checklist, alternatives, rollback, classifierVersion } = assessed;
    const undo = findUndo(findings);
    return {
      shell: dialect,
      effect,
      findings,
      classifierVersion,
      risk,
      confirmationLevel: confirmation.level,
      phrase: composeActionPhrase(findings[0], host.serverName),
      blastRadius,
      checklist,
      alternatives,
      rollback: { ...rollback, command: undo },
    };
  };
}
