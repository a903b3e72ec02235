import type { DatabaseStatus } from '../../domain/inventory/database-instance.js';
import type { MetricDefinition, Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import { ENGINE_CLIENTS } from './engines/index.js';
import type { DatabasesFacts } from './schema.js';

export const databaseMetricDefinitions: readonly MetricDefinition[] = [
  gauge(
    'database_up',
    'boolean',
    '1: it answers, with or without a login. 0: it is offline. Nothing when it is stopped, or not known.',
  ),
  ...ENGINE_CLIENTS.flatMap(({ metricDefinitions }) => metricDefinitions),
];

const sample = sampler(databaseMetricDefinitions);
const DECLARED: ReadonlySet<string> = new Set(databaseMetricDefinitions.map(({ name }) => name));

const UP: Readonly<Record<DatabaseStatus, number | null>> = {
  online: 1,
  login_required: 1,
  starting: 0,
  offline: 0,
  stopped: null,
  unknown: null,
};

export function databaseMetrics({ databases }: DatabasesFacts): readonly Sample[] {
  return databases.flatMap(({ endpoint, measurement, absence, presence }) => {
    if (presence === 'unseen') return [];
    const labels = { database: endpoint.identity };
    const status = measurement?.status ?? absence?.status;
    if (status === undefined) return [];
    const values = Object.entries(measurement?.values ?? {}).filter(([name]) => DECLARED.has(name));
    return [sample('database_up', UP[status], labels), ...values.map(([name, value]) => sample(name, value, labels))];
  });
}
