import { invoke } from '../../platform/commands/index.js';
import type { FollowUp } from '../collector.js';
import { defineCollector } from '../define-collector.js';
import { mayKnowJson } from './columns.js';
import {
  autoextend,
  logicalVolumes,
  logicalVolumesTable,
  physicalVolumes,
  physicalVolumesTable,
  volumeGroups,
  volumeGroupsTable,
} from './command.js';
import { AUTOEXTEND, type LvmAnswers, TABLES, toLvmFacts } from './facts.js';
import { lvmMetricDefinitions, lvmMetrics } from './metrics.js';
import { observeLvm } from './observe.js';
import { lvmFactsSchema } from './schema.js';

/** LVM's tools lock each other out: one after the other. */
const LANE = 'lvm';

const askJson = () => ({
  volumes: invoke(logicalVolumes),
  groups: invoke(volumeGroups),
  physical: invoke(physicalVolumes),
});
const askTables = () => ({
  volumes: invoke(logicalVolumesTable),
  groups: invoke(volumeGroupsTable),
  physical: invoke(physicalVolumesTable),
});
const SLOTS = ['volumes', 'groups', 'physical'] as const;

export const collector = defineCollector({
  name: 'lvm',
  summary: 'Volume groups and thin pools: missing devices, fill levels, broken volumes.',
  class: 'slow',
  intervalSeconds: 900,
  schema: lvmFactsSchema,
  metricDefinitions: lvmMetricDefinitions,
  commandDefinitions: [
    logicalVolumes,
    volumeGroups,
    physicalVolumes,
    logicalVolumesTable,
    volumeGroupsTable,
    physicalVolumesTable,
    autoextend,
  ],
  commands: (host) => (mayKnowJson(host) ? askJson() : askTables()),
  followUps: (values) => furtherQuestions(values),
  facts: (values, _previous, answers) => toLvmFacts(values, answers),
  metrics: lvmMetrics,
  observations: observeLvm,
});

/** The older way for each list that did not come, and the settings of thin pools where there may be some. */
function furtherQuestions(values: LvmAnswers): Record<string, FollowUp> {
  const questions: Record<string, FollowUp> = {};
  for (const slot of SLOTS) {
    const listing = values[slot];
    if (listing !== undefined && listing.items === undefined) {
      questions[TABLES[slot]] = { invocation: askTables()[slot], lane: LANE };
    }
  }
  const { volumes } = values;
  // Where the volumes are yet to come there may be some.
  if (volumes !== undefined && volumes.items?.some(({ kind }) => kind === 'thin_pool') !== false) {
    questions[AUTOEXTEND] = { invocation: invoke(autoextend), lane: LANE };
  }
  return questions;
}
