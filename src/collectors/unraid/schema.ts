import { z } from 'zod';

const count = z.int().nullable();

export const unraidFactsSchema = z.object({
  /** emhttp's own word: `STARTED`, `STOPPED`, `NEW_ARRAY`, `ERROR:…`. */
  arrayState: z.string().nullable(),
  started: z.boolean().nullable(),
  filesystemState: z.string().nullable(),
  disabled: count,
  missing: count,
  invalid: count,
  wrong: count,
  /** A disk of the array is disabled, missing, invalid or wrong: parity stands in for it, or nothing does. */
  degraded: z.boolean().nullable(),
  parity: z.object({
    /** `check P`, `recon D2`, …; null when nothing runs. */
    action: z.string().nullable(),
    progressPercent: z.number().nullable(),
    /** Of the last or present run. */
    errors: count,
    finishedAt: z.iso.datetime().nullable(),
    /** null while it runs, and when there was none; false when it was cancelled or failed. */
    succeeded: z.boolean().nullable(),
  }),
  disks: z.array(
    z.object({
      name: z.string(),
      device: z.string().nullable(),
      /** Model and serial number, as Unraid writes them. */
      id: z.string().nullable(),
      type: z.string().nullable(),
      status: z.string().nullable(),
      /** null: not known. */
      spunDown: z.boolean().nullable(),
      errors: count,
    }),
  ),
});
export type UnraidFacts = z.infer<typeof unraidFactsSchema>;
export type UnraidDisk = UnraidFacts['disks'][number];
