/** What the time series cost, measured on closed days. */
export interface StorageFacts {
  /** Bytes of one closed day as rows, packed, and rolled up: means of the latest days. */
  readonly rawBytesPerDay: number;
  readonly packedBytesPerDay: number;
  readonly rollupBytesPerDay: number;
  /** Closed days that are stored now. */
  readonly packedDays: number;
  readonly rollupDays: number;
  readonly sampleRetentionDays: number;
  readonly rollupRetentionDays: number;
  /** All tables of the time series now. */
  readonly usedBytes: number;
  readonly freeBytes?: number | undefined;
}

export interface StorageForecast {
  readonly usedBytes: number;
  /** Growth of the day that closes next. */
  readonly bytesPerDay: number;
  /** What remains on disk once retention drops as much as comes in. */
  readonly steadyBytes: number;
  /** Days until the disk is full at this rate; null: never, or the free space is not known. */
  readonly daysUntilFull: number | null;
}

/** Rows of the open day, of yesterday, and of the day that is being packed. */
const OPEN_DAYS = 3;

function growthUntilFull(facts: StorageFacts, freeBytes: number): number | null {
  const packedLeft = Math.max(0, facts.sampleRetentionDays - facts.packedDays);
  const rollupLeft = Math.max(0, facts.rollupRetentionDays - facts.rollupDays);
  const stages = [
    { days: Math.min(packedLeft, rollupLeft), rate: facts.packedBytesPerDay + facts.rollupBytesPerDay },
    {
      days: Math.abs(packedLeft - rollupLeft),
      rate: packedLeft > rollupLeft ? facts.packedBytesPerDay : facts.rollupBytesPerDay,
    },
  ];
  let [elapsed, free] = [0, freeBytes];
  for (const stage of stages) {
    if (stage.rate > 0 && stage.days * stage.rate >= free) return Math.floor(elapsed + free / stage.rate);
    elapsed += stage.days;
    free -= stage.days * stage.rate;
  }
  return null;
}

/** Says it before the disk does: assumes that the fleet stays as it is. */
export function forecastStorage(facts: StorageFacts): StorageForecast {
  const packedLeft = facts.packedDays < facts.sampleRetentionDays ? facts.packedBytesPerDay : 0;
  const rollupLeft = facts.rollupDays < facts.rollupRetentionDays ? facts.rollupBytesPerDay : 0;
  return {
    usedBytes: facts.usedBytes,
    bytesPerDay: Math.round(packedLeft + rollupLeft),
    steadyBytes: Math.round(
      facts.rawBytesPerDay * OPEN_DAYS +
        facts.packedBytesPerDay * facts.sampleRetentionDays +
        facts.rollupBytesPerDay * facts.rollupRetentionDays,
    ),
    daysUntilFull: facts.freeBytes === undefined ? null : growthUntilFull(facts, facts.freeBytes),
  };
}
