import type { PartitionedTable } from '../../platform/db/partitions.js';

/** Rows of the open days: one per source and tick. */
export const SAMPLES: PartitionedTable = { name: 'samples', unit: 'day' };

/** Closed days: one row per series. Never changed once written, so no room is left on a page. */
export const PACKED_DAYS: PartitionedTable = { name: 'packed_days', unit: 'day', storage: { fillfactor: 100 } };

/** One row per series and day, kept longer than the samples. */
export const ROLLUP_DAYS: PartitionedTable = { name: 'rollup_days', unit: 'month' };
