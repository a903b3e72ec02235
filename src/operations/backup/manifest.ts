import { z } from 'zod';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

/** First and last member of a backup; the version grows when an older Millwright could not read it any more. */
export const BACKUP_FORMAT = 'millwright-backup';
export const BACKUP_VERSION = 1;

// Names become SQL identifiers: quoted always, and narrow as well.
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}[0-9:+. ]*$/);

export const BackupTable = z.strictObject({ name: identifier, columns: z.array(identifier).min(1) });
export type BackupTable = z.infer<typeof BackupTable>;

export const BackupPartition = z.strictObject({
  table: identifier,
  name: identifier,
  from: moment,
  to: moment,
  /** Storage parameters, `name=value`. */
  storage: z.array(z.string().regex(/^[a-z_.]+=[A-Za-z0-9.-]+$/)),
});
export type BackupPartition = z.infer<typeof BackupPartition>;

export const BackupSequence = z.strictObject({ name: identifier, lastValue: z.number(), isCalled: z.boolean() });
export type BackupSequence = z.infer<typeof BackupSequence>;

/** What stands before the data: all that a restore must know to decide whether it can begin. */
export const BackupHeader = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  version: z.literal(BACKUP_VERSION),
  createdAt: z.iso.datetime(),
  migrations: z.array(z.string().max(200)),
  /** Ids of the master keys that the secrets in it need. */
  keyIds: z.array(z.string().max(64)),
  tables: z.array(BackupTable),
  partitions: z.array(BackupPartition),
  sequences: z.array(BackupSequence),
  settings: z.record(z.string(), z.unknown()),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

export const TableSum = z.strictObject({
  name: identifier,
  rows: z.int(),
  bytes: z.int(),
  /** Of the table's COPY text, hex. */
  sha256: z.string().length(64),
});
export type TableSum = z.infer<typeof TableSum>;

/** What stands after the data. */
export const BackupTotals = z.strictObject({ tables: z.array(TableSum) });
export type BackupTotals = z.infer<typeof BackupTotals>;

export const HEADER_MEMBER = 'format.json';
export const TOTALS_MEMBER = 'manifest.json';

export function parseHeader(data: Buffer): BackupHeader {
  const value = parseJson(data);
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > BACKUP_VERSION) {
    throw new MillwrightError(
      'backup_unusable',
      `The backup has format version ${version}; this Millwright reads up to ${BACKUP_VERSION}. Restore it with a newer one.`,
    );
  }
  return parseWith(BackupHeader, value, HEADER_MEMBER);
}

export function parseTotals(data: Buffer): BackupTotals {
  return parseWith(BackupTotals, parseJson(data), TOTALS_MEMBER);
}

function parseWith<T>(schema: z.ZodType<T>, value: unknown, member: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MillwrightError(
    'backup_unusable',
    `The backup's ${member} is not as expected at ${issue?.path.join('.') ?? 'its top'}: ${issue?.message ?? 'unknown'}.`,
  );
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch (cause) {
    throw new MillwrightError('backup_unusable', 'The backup holds damaged JSON.', { cause });
  }
}
