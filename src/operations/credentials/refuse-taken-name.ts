import type { Model, QueryBuilder } from 'objection';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

/** Names are unique without regard to case; a unique index decides what two calls at once would miss here. */
export async function refuseTakenName<M extends Model>(
  query: QueryBuilder<M>,
  name: string,
  exceptId?: string,
): Promise<void> {
  query.whereRaw('lower(name) = lower(?)', [name]);
  if (exceptId !== undefined) query.whereNot('id', exceptId);
  if ((await query.resultSize()) === 0) return;
  const message = `"${name}" is taken`;
  throw new MillwrightError('already_exists', `${message}; use another name, or change what has it.`, {
    errors: [{ path: 'name', message }],
  });
}
