import type { Sample } from '../collector.js';
import { counterToNumber } from '../shared/counters.js';
import { counter, sampler } from '../shared/samples.js';
import type { NetworkFacts } from './schema.js';

export const networkMetricDefinitions = [
  counter('network_receive_bytes_total', 'bytes', 'Bytes received.'),
  counter('network_transmit_bytes_total', 'bytes', 'Bytes sent.'),
  counter('network_receive_packets_total', 'count', 'Packets received.'),
  counter('network_transmit_packets_total', 'count', 'Packets sent.'),
  counter('network_receive_errors_total', 'count', 'Packets received with errors.'),
  counter('network_transmit_errors_total', 'count', 'Packets that could not be sent.'),
  counter('network_receive_drops_total', 'count', 'Received packets that were dropped.'),
  counter('network_transmit_drops_total', 'count', 'Packets dropped before they were sent.'),
] as const;

const sample = sampler(networkMetricDefinitions);

/** Interfaces that would only repeat another's traffic, or come and go with each container. Facts keep them. */
export const UNMEASURED_INTERFACES: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /^lo\d*$/, reason: 'loopback' },
  { pattern: /^veth/, reason: 'one per container, new at every start' },
  { pattern: /^(?:cali|lxc|cilium|flannel|cni|nodelocaldns|kube)/, reason: 'one per pod, or the pods’ own plumbing' },
  { pattern: /^(?:tap|fwbr|fwln|fwpr|vnet)\d/, reason: 'one per virtual machine, new at every start' },
  {
    pattern: /^(?:ifb|dummy|sit|tunl|gre|gretap|erspan|ip6tnl|ip6gre|ip_vti|ip6_vti)\d/,
    reason: 'made by modules, unused',
  },
];

export function networkMetrics(facts: NetworkFacts): readonly Sample[] {
  const measured = facts.interfaces.filter(
    ({ name }) => !UNMEASURED_INTERFACES.some(({ pattern }) => pattern.test(name)),
  );
  return measured.flatMap((entry) => {
    const labels = { interface: entry.name };
    return [
      sample('network_receive_bytes_total', counterToNumber(entry.receiveBytes), labels),
      sample('network_transmit_bytes_total', counterToNumber(entry.transmitBytes), labels),
      sample('network_receive_packets_total', counterToNumber(entry.receivePackets), labels),
      sample('network_transmit_packets_total', counterToNumber(entry.transmitPackets), labels),
      sample('network_receive_errors_total', counterToNumber(entry.receiveErrors), labels),
      sample('network_transmit_errors_total', counterToNumber(entry.transmitErrors), labels),
      sample('network_receive_drops_total', counterToNumber(entry.receiveDrops), labels),
      sample('network_transmit_drops_total', counterToNumber(entry.transmitDrops), labels),
    ];
  });
}
