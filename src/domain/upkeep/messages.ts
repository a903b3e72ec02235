/** What one round of upkeep did, by step: counts only. */
export type UpkeepReport = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The steps of upkeep, in this order. Each is safe to repeat and says what it did in counts. */
export const UPKEEP_STEPS = [
  { name: 'ensurePartitions', summary: 'Create the partitions of the days ahead' },
  { name: 'packSeries', summary: 'Pack closed days of time series' },
  { name: 'rollUpSeries', summary: 'Roll up closed days of time series' },
  { name: 'digestCommandLog', summary: 'Enter the command log of closed days into the audit chain' },
  { name: 'exportCheckpoint', summary: 'Sign and export a checkpoint of the audit chain' },
  { name: 'verifyAudit', summary: 'Verify the audit chain against its checkpoints' },
  { name: 'dropExpired', summary: 'Drop what retention has ended' },
] as const;

export type UpkeepStepName = (typeof UPKEEP_STEPS)[number]['name'];

export type UpkeepActivities = {
  readonly [K in UpkeepStepName]: () => Promise<Readonly<Record<string, number>>>;
};

export const upkeepIds = { schedule: 'upkeep/schedule', run: 'upkeep/run' } as const;
