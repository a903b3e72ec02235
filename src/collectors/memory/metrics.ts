import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { MemoryFacts } from './schema.js';

export const memoryMetricDefinitions = [
  gauge('memory_total_bytes', 'bytes', 'Memory the kernel has.'),
  gauge('memory_used_bytes', 'bytes', 'Memory that is not available to new programs.'),
  gauge('memory_available_bytes', 'bytes', 'Memory that new programs can get without swapping.'),
  gauge('memory_used_percent', 'percent', 'Used share of the memory.'),
  gauge('memory_cached_bytes', 'bytes', 'Page cache.'),
  gauge('swap_total_bytes', 'bytes', 'Swap space.'),
  gauge('swap_used_bytes', 'bytes', 'Swap space in use.'),
] as const;

const sample = sampler(memoryMetricDefinitions);

export function memoryMetrics(facts: MemoryFacts): readonly Sample[] {
  const used = difference(facts.totalBytes, facts.availableBytes);
  const percent = used === null || facts.totalBytes === undefined ? null : (100 * used) / facts.totalBytes;
  return [
    sample('memory_total_bytes', facts.totalBytes),
    sample('memory_used_bytes', used),
    sample('memory_available_bytes', facts.availableBytes),
    sample('memory_used_percent', percent),
    sample('memory_cached_bytes', facts.cachedBytes),
    sample('swap_total_bytes', facts.swapTotalBytes),
    sample('swap_used_bytes', difference(facts.swapTotalBytes, facts.swapFreeBytes)),
  ];
}

function difference(total: number | undefined, rest: number | undefined): number | null {
  return total === undefined || rest === undefined ? null : Math.max(0, total - rest);
}
