import { appendAudit } from '../../platform/audit/append.js';
import type { Database } from '../../platform/db/database.js';
import type { CallContext } from '../context.js';

const SETTING = 'paused';

export interface PauseState {
  readonly paused: boolean;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

interface Row {
  readonly value: { readonly paused: boolean };
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** The global switch: while it is on, no new mutating work starts anywhere. Reading and collecting go on. */
export async function readPause(database: Database): Promise<PauseState> {
  const row: Row | undefined = await database.knex('settings').where('name', SETTING).first();
  if (row === undefined) return { paused: false, changedAt: null, changedBy: null };
  return { paused: row.value.paused, changedAt: row.changedAt.toISOString(), changedBy: row.changedBy };
}

export async function setPause(context: CallContext, paused: boolean): Promise<PauseState> {
  await context.database.knex.transaction(async (trx) => {
    const value = JSON.stringify({ paused });
    await trx('settings')
      .insert({ name: SETTING, value, changedAt: new Date(), changedBy: context.actor.name })
      .onConflict('name')
      .merge(['value', 'changed_at', 'changed_by']);
    await appendAudit(trx, {
      actor: context.actor,
      door: context.door,
      action: paused ? 'system.paused' : 'system.resumed',
      subject: { type: 'setting', id: SETTING },
      outcome: 'succeeded',
      correlationId: context.correlationId,
      details: {},
    });
  });
  return readPause(context.database);
}
