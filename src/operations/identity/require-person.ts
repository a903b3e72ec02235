import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { recordAudit, type CallAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';

export interface ForPersons {
  /** The refused try, for the audit. */
  readonly refused: Pick<CallAudit, 'action' | 'subject'> & { readonly details: Record<string, unknown> };
  /** What a program or an assistant cannot do: `accept a host key`. */
  readonly act: string;
  readonly remedy: string;
}

/** Lets persons pass, and the system itself; the try of a program or an assistant is written down. Throws `forbidden`. */
export async function requirePerson(context: CallContext, { refused, act, remedy }: ForPersons): Promise<void> {
  const { tokenKind } = context.actor;
  if (tokenKind === null || tokenKind === 'human') return;
  const details = { ...refused.details, reason: 'no person' };
  await context.database.knex.transaction((trx) =>
    recordAudit(trx, context, { ...refused, outcome: 'denied', details }),
  );
  throw new MillwrightError('forbidden', `A token of the kind ${tokenKind} cannot ${act}; a person can.`, {
    members: { remedy },
  });
}
