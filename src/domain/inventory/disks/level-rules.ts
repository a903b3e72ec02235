import type { SmartReport } from '../storage-device.js';
import type { ReasonSeverity } from './health-reason.js';

export interface LevelRule {
  readonly attribute: 'wear_percent' | 'temperature';
  readonly code: string;
  readonly severity: ReasonSeverity;
  /** At or above this. undefined: the drive names no such limit, and there is no other. */
  readonly limit: (report: SmartReport) => number | undefined;
  readonly meaning: string;
  readonly source: string;
}

/** What a level is measured by. */
export const LEVELS: Readonly<
  Record<
    LevelRule['attribute'],
    { readonly title: string; readonly read: (report: SmartReport) => number | null; readonly unit: string }
  >
> = {
  // As the tool came to it by the names of attributes, never by their numbers.
  wear_percent: {
    title: 'Used endurance',
    read: (report) => report.wearPercent ?? report.nvme?.usedPercent ?? null,
    unit: ' %',
  },
  temperature: { title: 'Temperature', read: (report) => report.temperatureCelsius, unit: ' °C' },
};

const ENDURANCE =
  'percentage used, endurance used: 100 is what the vendor rated; drives died at 104 and 130 unannounced';
const OWN_LIMIT = 'the drive’s own limit; fixed ones would alert on every NVMe';

/** Limits on levels, the worst first: of one attribute only the first that is met is told. */
export const LEVEL_RULES: readonly LevelRule[] = [
  {
    attribute: 'wear_percent',
    code: 'endurance_consumed',
    severity: 'warning',
    limit: () => 100,
    meaning: 'endurance consumed, plan a replacement',
    source: ENDURANCE,
  },
  {
    attribute: 'wear_percent',
    code: 'wear_high',
    severity: 'warning',
    limit: () => 90,
    meaning: 'most of the rated endurance is used, plan a replacement',
    source: ENDURANCE,
  },
  {
    attribute: 'wear_percent',
    code: 'wear_noticeable',
    severity: 'info',
    limit: () => 80,
    meaning: 'much of the rated endurance is used',
    source: ENDURANCE,
  },
  {
    attribute: 'temperature',
    code: 'temperature_critical',
    severity: 'warning',
    limit: ({ temperatureLimits }) => plausible(temperatureLimits?.critical),
    meaning: 'hotter than the drive may ever be; check the cooling',
    source: OWN_LIMIT,
  },
  {
    attribute: 'temperature',
    code: 'temperature_high',
    severity: 'warning',
    limit: ({ temperatureLimits }) => plausible(temperatureLimits?.warning),
    meaning: 'hotter than the drive should be; check the cooling',
    source: OWN_LIMIT,
  },
];

/** Drives without a limit say 0, or 0 kelvin. */
function plausible(limit: number | null | undefined): number | undefined {
  return typeof limit === 'number' && limit >= 25 && limit <= 150 ? limit : undefined;
}
