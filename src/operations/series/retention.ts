import type { RetentionSetting } from '../../domain/series/retention.js';
import { RetentionSettingModel } from '../../models/series/retention-setting-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { CallContext } from '../context.js';

/** How long each kind of row is kept, by name. */
export async function listRetention(context: CallContext): Promise<RetentionSetting[]> {
  const rows = await RetentionSettingModel.query(context.database.knex).orderBy('resourceType');
  return rows.map(({ resourceType, days }) => ({ resourceType, days }));
}

/**
 * Sets how long one kind of row is kept. A shorter time deletes at the next maintenance; a longer one brings nothing
 * back.
 */
export async function putRetention(context: CallContext, setting: RetentionSetting): Promise<RetentionSetting> {
  await context.database.knex.transaction(async (trx) => {
    const before = await RetentionSettingModel.query(trx).findById(setting.resourceType).forUpdate();
    await RetentionSettingModel.query(trx)
      .insert({ ...setting, changedAt: new Date(), changedBy: context.actor.name })
      .onConflict('resourceType')
      .merge();
    await appendAudit(trx, {
      actor: context.actor,
      door: context.door,
      action: 'series.retention_changed',
      subject: { type: 'retention', id: setting.resourceType },
      outcome: 'succeeded',
      correlationId: context.correlationId,
      details: { beforeDays: before?.days ?? null, afterDays: setting.days },
    });
  });
  return setting;
}
