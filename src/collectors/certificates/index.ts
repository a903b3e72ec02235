import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { askListeners } from './ask-listeners.js';
import { certificateFiles, tcpListeners } from './command.js';
import { addListeners, learnFromFiles } from './judge.js';
import { certificatesMetricDefinitions, certificatesMetrics } from './metrics.js';
import { certificatesFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'certificates',
  summary: 'Certificates in the files of services and on TLS listeners, and when they end.',
  class: 'slow',
  intervalSeconds: 21_600,
  schema: certificatesFactsSchema,
  metricDefinitions: certificatesMetricDefinitions,
  commandDefinitions: [certificateFiles, tcpListeners],
  commands: () => ({ files: invoke(certificateFiles), listeners: invoke(tcpListeners) }),
  facts: ({ files, listeners }) => learnFromFiles(files, listeners, new Date()),
  measure: async (facts, access) => addListeners(facts, await askListeners(facts.listeners, access), new Date()),
  metrics: certificatesMetrics,
  observations: ({ certificates, filesComplete, listenersComplete }) => ({
    certificates: { items: certificates, complete: filesComplete && listenersComplete },
  }),
  watched: ({ expired }) => ({ certificatesExpired: expired }),
});
