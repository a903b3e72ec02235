import type { SmartReport } from '../storage-device.js';

type NvmeField = keyof NonNullable<SmartReport['nvme']>;
type ScsiField = keyof NonNullable<SmartReport['scsi']>;

/** Where a counter stands in a report. */
export type CounterPlace =
  | {
      readonly attribute: number;
      /** The vendor's name for it must say so: the same number means something else elsewhere. */
      readonly named?: RegExp;
      /** Names under which it is something else. */
      readonly notNamed?: RegExp;
      /** Three 16-bit words in one number; the largest counts. */
      readonly words?: true;
    }
  | { readonly nvme: NvmeField }
  | { readonly scsi: ScsiField }
  /** The ATA error log; that of NVMe also counts commands which the drive merely does not know. */
  | { readonly ataErrorLog: true };

export interface CounterRow {
  /** The key in memories, overrides and reasons. ATA attributes go by their number. */
  readonly key: string;
  /** What it is called where the report has no name for it. */
  readonly title: string;
  readonly place: CounterPlace;
  /** Why it is read in this way. */
  readonly reason: string;
}

/** Every counter that is remembered. What is not here is never judged unless an override names it: 1, 7, 195 above all. */
export const COUNTERS: readonly CounterRow[] = [
  {
    key: '5',
    title: 'Reallocated_Sector_Ct',
    place: { attribute: 5 },
    reason: 'the same under all its names (Retired_Block_Count, Reallocate_NAND_Blk_Cnt)',
  },
  {
    key: '10',
    title: 'Spin_Retry_Count',
    place: { attribute: 10, named: /spin/i },
    reason: 'a number without meaning on SSDs',
  },
  {
    key: '184',
    title: 'End-to-End_Error',
    place: { attribute: 184, named: /end.?to.?end|ioedc/i },
    reason: 'Error_Correction_Count on Crucial and Micron, which rises on a good drive',
  },
  {
    key: '187',
    title: 'Reported_Uncorrect',
    place: { attribute: 187, named: /uncorr|_unc_|pending/i },
    reason: 'vendors of SSDs use the number otherwise',
  },
  {
    key: '188',
    title: 'Command_Timeout',
    place: { attribute: 188, named: /time.?out/i, words: true },
    reason: 'Seagate packs three counters into one: 8590065666 is 2, 2 and 2',
  },
  {
    key: '196',
    title: 'Reallocated_Event_Count',
    place: { attribute: 196, named: /realloc/i },
    reason: 'vendors of SSDs use the number otherwise',
  },
  {
    key: '197',
    title: 'Current_Pending_Sector',
    place: { attribute: 197, named: /uncorr|_unc_|pending/i, notNamed: /ecc_?c(n|oun)t/i },
    reason: 'Crucial MX500 calls it …ECC_Cnt and flips it between 0 and 1',
  },
  {
    key: '198',
    title: 'Offline_Uncorrectable',
    place: { attribute: 198, named: /uncorr|_unc_|pending/i },
    reason: 'vendors of SSDs use the number otherwise',
  },
  {
    key: '199',
    title: 'UDMA_CRC_Error_Count',
    place: { attribute: 199, named: /crc/i },
    reason: 'vendors of SSDs use the number otherwise',
  },
  { key: 'error_log_entries', title: 'ATA error log', place: { ataErrorLog: true }, reason: 'ATA only' },
  { key: 'media_errors', title: 'Media errors', place: { nvme: 'mediaErrors' }, reason: 'of the health log' },
  { key: 'grown_defects', title: 'Grown defect list', place: { scsi: 'grownDefects' }, reason: 'SAS' },
  { key: 'read_uncorrected', title: 'Uncorrected read errors', place: { scsi: 'readUncorrected' }, reason: 'SAS' },
  { key: 'write_uncorrected', title: 'Uncorrected write errors', place: { scsi: 'writeUncorrected' }, reason: 'SAS' },
  {
    key: 'verify_uncorrected',
    title: 'Uncorrected verify errors',
    place: { scsi: 'verifyUncorrected' },
    reason: 'SAS',
  },
];
