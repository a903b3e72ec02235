import type { Limit } from '../limit.js';

const FIELD_NOTES = 'monitoring field notes, part 9';

/** When a value of MongoDB becomes a finding. A row without a published source says why it is what it is. */
export const MONGODB_LIMITS = {
  connectionsPercent: {
    warning: 80,
    critical: 95,
    source: `${FIELD_NOTES}: 80 %; own: the last twentieth is needed to log in and repair`,
  },
  cacheDirtyPercent: {
    warning: 20,
    source: `${FIELD_NOTES}; eviction_dirty_trigger: from there on queries must evict`,
  },
  cacheUsedPercent: { warning: 95, source: 'WiredTiger eviction_trigger: from there on queries must evict' },
  ticketsAvailablePercent: {
    warning: 10,
    critical: 0,
    worse: 'low',
    source: `${FIELD_NOTES}: tickets low; own: a tenth of the pool left, and none`,
  },
  queuedOperations: { warning: 100, source: 'own: nearly as many as a full pool of tickets (128) wait behind it' },
  assertsPerSecond: {
    warning: 0.01,
    source: 'own: an internal assertion that recurs within minutes is a fault to report',
  },
  cursorsTimedOutPerSecond: {
    warning: 1.67,
    source: 'awesome-prometheus-alerts MongodbCursorsTimeouts: more than 100 a minute',
  },
  replicationLagSeconds: {
    warning: 30,
    critical: 300,
    source: 'own: three idle writes (10 s apart) were missed; more than one collection cycle is critical',
  },
  oplogWindowHours: {
    warning: 24,
    critical: 1,
    worse: 'low',
    source: 'Atlas default alert: less than one hour; own: a member that is down over night must find its place again',
  },
} as const satisfies Record<string, Limit>;
