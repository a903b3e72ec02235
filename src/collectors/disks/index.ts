import type { Observations } from '../../domain/inventory/observations.js';
import { defineCollector } from '../define-collector.js';
import { blockDevices, invokeBlockDevices } from './command.js';
import { observeDisk } from '../shared/disk-observation.js';
import { disksMetricDefinitions, disksMetrics } from './metrics.js';
import { type DisksFacts, disksFactsSchema } from './schema.js';

/** The kinds that the SMART collector asks. */
const ASKED: ReadonlySet<string> = new Set(['hdd', 'ssd', 'nvme']);

export const collector = defineCollector({
  name: 'disks',
  summary: 'Disks that the operating system sees.',
  class: 'fast',
  intervalSeconds: 300,
  schema: disksFactsSchema,
  metricDefinitions: disksMetricDefinitions,
  commandDefinitions: [blockDevices],
  commands: (host) => ({ listing: invokeBlockDevices(host) }),
  facts: ({ listing }) => ({
    facts: listing === undefined ? undefined : { ...listing, disks: [...listing.disks] },
  }),
  metrics: disksMetrics,
  observations: observeDisks,
  watched: (facts) => (facts.complete ? { disks: facts.disks.length } : {}),
});

/**
 * A real disk without a name of its own is left to the SMART collector, which can ask it for its serial: otherwise it
 * would be there twice.
 */
function observeDisks({ disks, complete, smartTool }: DisksFacts): Observations {
  const items = disks.filter(
    ({ identities, type }) => smartTool === 'none' || identities.length > 0 || !ASKED.has(type),
  );
  return { devices: { items: items.map(observeDisk), complete } };
}
