import { type HostCapabilities, invoke } from '../../platform/commands/index.js';
import type { FollowUp } from '../collector.js';
import { defineCollector } from '../define-collector.js';
import { blockDevices, invokeBlockDevices, smartToolOf } from '../shared/disk-listing.js';
import { nvmeController, nvmeHealth, nvmeList, smartDevice, smartScan } from './command.js';
import { asksOf, learnSmart, type SmartValues, usesNvmeCli } from './learn.js';
import { smartMetricDefinitions, smartMetrics } from './metrics.js';
import type { Ask } from './plan.js';
import { type SmartFacts, smartFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'smart',
  summary: 'Health of disks and of members behind controllers, as they tell it themselves.',
  class: 'slow',
  intervalSeconds: 1800,
  schema: smartFactsSchema,
  metricDefinitions: smartMetricDefinitions,
  commandDefinitions: [blockDevices, smartScan, smartDevice, nvmeList, nvmeHealth, nvmeController],
  commands: planFirst,
  followUps: planFollowUps,
  facts: learnSmart,
  metrics: smartMetrics,
  observations: ({ devices, complete }) => ({ devices: { items: devices, complete } }),
});

function planFirst(host: HostCapabilities) {
  const tool = smartToolOf(host);
  return {
    listing: tool === 'none' ? undefined : invokeBlockDevices(host),
    scan: tool === 'smartctl' ? invoke(smartScan) : undefined,
    nvme: tool === 'nvme' ? invoke(nvmeList) : undefined,
  };
}

function planFollowUps(
  values: SmartValues,
  _host: HostCapabilities,
  previous: SmartFacts | undefined,
): Readonly<Record<string, FollowUp>> {
  const followUps = asksOf(values, previous).flatMap((ask) =>
    !usesNvmeCli(values) ? [[ask.slot, askBySmartctl(ask)] as const] : askByNvme(ask),
  );
  return Object.fromEntries(followUps);
}

function askBySmartctl({ path, types, guard, lock, lane }: Ask): FollowUp {
  return { invocation: invoke(smartDevice, { path, types, guard, lock }), lane };
}

function askByNvme({ slot, path, lane }: Ask): (readonly [string, FollowUp])[] {
  return [
    [slot, { invocation: invoke(nvmeHealth, { path }), lane }],
    [`${slot} controller`, { invocation: invoke(nvmeController, { path }), lane }],
  ];
}
