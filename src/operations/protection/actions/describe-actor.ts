import type { ActionActor } from '../../../models/protection/action-model.js';
import type { Actor, CallContext } from '../../context.js';

/** Who asked, as the row keeps it: whether they still may is looked at again before the act. */
export function describeActor({ kind, id, name, role, tokenId, tokenKind }: Actor): ActionActor {
  return { kind, id, name, role, tokenId, tokenKind };
}

/** The columns of an action that say who asked, and by which way. */
export function describeAsker({ actor, door, correlationId }: CallContext) {
  return { requestedBy: actor.id, requestedByName: actor.name, actor: describeActor(actor), door, correlationId };
}
