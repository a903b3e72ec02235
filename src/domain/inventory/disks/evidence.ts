import type { SmartReport } from '../storage-device.js';
import { COUNTERS } from './counters.js';
import { isMeant } from './read-counters.js';

/** What is good to know when it is good: the drive’s own verdict, its flags, its error counters. */
const EVIDENCE: readonly ((report: SmartReport) => boolean)[] = [
  ({ passed }) => passed !== null,
  ({ nvme }) => (nvme?.criticalWarning ?? null) !== null,
  ({ nvme }) => (nvme?.mediaErrors ?? null) !== null,
  ({ nvme }) => (nvme?.availableSparePercent ?? null) !== null && (nvme?.spareThresholdPercent ?? null) !== null,
  ({ scsi }) =>
    [scsi?.grownDefects, scsi?.readUncorrected, scsi?.writeUncorrected].some((value) => typeof value === 'string'),
  ({ attributes }) =>
    attributes.some((attribute) => {
      // That no attribute reached its limit is a statement; so is the number of a counter that is judged.
      if (attribute.failed !== null) return true;
      return attribute.raw !== null && COUNTERS.some(({ place }) => 'attribute' in place && isMeant(attribute, place));
    }),
];

/** Whether a report says anything by which a device may be called healthy. Temperature, hours and sizes do not. */
export function hasEvidence(report: SmartReport): boolean {
  return EVIDENCE.some((says) => says(report));
}
