import { randomUUID } from 'node:crypto';
import type { IngestRow, IngestSample } from '../../../src/domain/series/series.js';

export const newServerId = (): string => randomUUID();

export function gauge(metric: string, value: number | null, labels: Record<string, string> = {}): IngestSample {
  return { metric, labels, unit: 'percent', value };
}

/** Rows of one source at regular ticks. */
export function makeRows(
  serverId: string,
  span: { readonly from: string; readonly count: number; readonly stepSeconds: number; readonly group?: string },
  samplesAt: (tick: number) => IngestSample[],
): IngestRow[] {
  const fromMs = Date.parse(span.from);
  return Array.from({ length: span.count }, (_, tick) => ({
    serverId,
    group: span.group ?? 'cpu',
    at: new Date(fromMs + tick * span.stepSeconds * 1_000).toISOString(),
    samples: samplesAt(tick),
  }));
}
