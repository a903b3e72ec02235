import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { pctList, qmList, virshList } from './command.js';
import { virtualisationMetricDefinitions, virtualisationMetrics } from './metrics.js';
import { virtualisationFactsSchema, type GuestManager } from './schema.js';

const MAX_GUESTS = 500;
const MANAGERS: readonly GuestManager[] = ['libvirt', 'qemu', 'lxc'];

export const collector = defineCollector({
  name: 'virtualisation',
  summary: 'Guests of libvirt and Proxmox, and whether they run.',
  class: 'slow',
  intervalSeconds: 900,
  schema: virtualisationFactsSchema,
  metricDefinitions: virtualisationMetricDefinitions,
  commandDefinitions: [virshList, qmList, pctList],
  commands: () => ({ libvirt: invoke(virshList), qemu: invoke(qmList), lxc: invoke(pctList) }),
  facts: (values) => {
    const lists = MANAGERS.flatMap((manager) => {
      const list = values[manager];
      return list === undefined ? [] : [{ manager, ...list }];
    });
    return {
      facts: {
        managers: lists.map(({ manager, guests, problem }) => ({
          manager,
          running: guests?.filter(({ running }) => running).length ?? null,
          stopped: guests?.filter(({ running }) => !running).length ?? null,
          problem,
        })),
        guests: lists.flatMap(({ guests }) => guests ?? []).slice(0, MAX_GUESTS),
      },
    };
  },
  metrics: virtualisationMetrics,
  watched: ({ managers }) =>
    Object.fromEntries(managers.map(({ manager, running }) => [`${manager}GuestsRunning`, running])),
});
