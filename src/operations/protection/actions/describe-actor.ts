import type { ActionActor } from '../../../models/protection/action-model.js';
import type { Actor } from '../../context.js';

/** Who asked, as the row keeps it: whether they still may is looked at again before the act. */
export function describeActor({ kind, id, name, role, tokenId, tokenKind }: Actor): ActionActor {
  return { kind, id, name, role, tokenId, tokenKind };
}
