import type {
  CollectorInfo,
  CollectorSetting,
  PutCollectorSetting,
} from '../../../domain/inventory/collector-setting.js';
import { CollectorSettingModel } from '../../../models/inventory/collector-setting-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import type { PageRead } from '../../../platform/http/paginate.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';

/** The collectors of this installation, sorted by name. */
export interface CollectorServices {
  readonly collectors: readonly CollectorInfo[];
}

/** Collectors with what is in force for them, sorted by name. */
export async function listCollectorSettings(
  context: CallContext,
  { collectors }: CollectorServices,
  { limit, after }: PageRead<{ readonly id: string }>,
): Promise<CollectorSetting[]> {
  const page = collectors
    .filter(({ name }) => after === undefined || name > after.id)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, limit);
  const names = page.map(({ name }) => name);
  const rows = await CollectorSettingModel.query(context.database.knex).whereIn('collector', names);
  const byName = new Map(rows.map((row) => [row.collector, row]));
  return page.map((info) => present(info, byName.get(info.name)));
}

export async function getCollectorSetting(
  context: CallContext,
  services: CollectorServices,
  name: string,
): Promise<CollectorSetting> {
  const info = requireCollector(services, name);
  return present(info, await CollectorSettingModel.query(context.database.knex).findById(name));
}

/** Sets how often a collector runs, and whether it does. Throws `not_found` for one that is not installed. */
export async function putCollectorSetting(
  context: CallContext,
  services: CollectorServices,
  request: PutCollectorSetting & { readonly name: string },
): Promise<CollectorSetting> {
  const { name, enabled, intervalSeconds } = request;
  const info = requireCollector(services, name);
  return context.database.knex.transaction(async (trx) => {
    const before = present(info, await CollectorSettingModel.query(trx).findById(name).forUpdate());
    const row = await CollectorSettingModel.query(trx)
      .insert({ collector: name, enabled, intervalSeconds, updatedAt: new Date(), updatedBy: context.actor.name })
      .onConflict('collector')
      .merge()
      .returning('*');
    const after = present(info, row);
    await recordAudit(trx, context, {
      action: 'collector.changed',
      subject: { type: 'collector', id: name },
      details: {
        before: { enabled: before.enabled, intervalSeconds: before.intervalSeconds },
        after: { enabled: after.enabled, intervalSeconds: after.intervalSeconds },
      },
    });
    return after;
  });
}

function requireCollector({ collectors }: CollectorServices, name: string): CollectorInfo {
  const info = collectors.find((collector) => collector.name === name);
  if (info !== undefined) return info;
  throw new MillwrightError('not_found', `There is no collector of this name; GET …/collectors lists them.`);
}

function present(info: CollectorInfo, row: CollectorSettingModel | undefined): CollectorSetting {
  return {
    name: info.name,
    summary: info.summary,
    class: info.class,
    enabled: row?.enabled ?? true,
    intervalSeconds: row?.intervalSeconds ?? info.intervalSeconds,
    defaultIntervalSeconds: info.intervalSeconds,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    updatedBy: row?.updatedBy ?? null,
  };
}
