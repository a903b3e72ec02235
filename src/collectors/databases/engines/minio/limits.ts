import type { Limit } from '../limit.js';

const FIELD_NOTES = 'monitoring field notes, part 9';

/** When a value of MinIO becomes a finding. A row without a published source says why it is what it is. */
export const MINIO_LIMITS = {
  drivesOffline: { warning: 1, source: `${FIELD_NOTES}: drive_offline_total > 0` },
  nodesOffline: { warning: 1, source: `${FIELD_NOTES}: nodes_offline_total > 0` },
  usableFreePercent: {
    warning: 15,
    critical: 10,
    worse: 'low',
    source: `${FIELD_NOTES}: usable_free/usable_total 15/10 %`,
  },
  healingDrives: { info: 1, source: 'own: a drive that is being filled again is worth knowing, and needs nobody' },
  healPending: { warning: 1_000, source: `${FIELD_NOTES}: heal backlog; own: more than healing works at side by side` },
  healErrorsPerSecond: {
    warning: 0.001,
    source: 'own: each object that cannot be healed has lost redundancy for good',
  },
} as const satisfies Record<string, Limit>;
