import { z } from 'zod';
import { defineCommand, type CommandSpecification } from '../../../platform/commands/index.js';
import { ARCHIVE, FINISH_STREAMED, LOOK, SNAPSHOT } from './archive-scripts.js';
import { MEASURE, REMOVE, VERIFY } from './check-scripts.js';
import { readAnswer, type ScriptAnswer } from './records.js';
import { COMMIT, RESTORE, UNDO } from './restore-scripts.js';
import { ACCEPTED_EXITS } from './scripts.js';

const Path = z
  .string()
  .regex(/^\/[^\0]*$/)
  .max(4_096);
const Index = z.int().min(0).max(999);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Flag = z.enum(['yes', 'no']);
/** Of one backup: `<directory>/<backup id>`, which the scripts check again before they remove anything. */
const Base = z.string().regex(/^\/([^\0]*\/)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const PROGRAM = 'millwright-backup';
const ID = '0190b0a0-0000-7000-8000-000000000001';
const BASE = `/var/lib/millwright/backups/${ID}`;
const DATA = '/var/lib/docker/volumes/data/_data';
const SHA = '0'.repeat(64);
const OUTPUT_BYTES = 1024 * 1024;

interface ScriptFacts<S extends z.ZodType> {
  readonly id: string;
  readonly summary: string;
  readonly effect: 'read_only' | 'reversible';
  readonly args: S;
  readonly example: z.input<S>;
  readonly script: string;
  readonly words: (args: z.output<S>) => readonly (string | number)[];
  readonly timeout: CommandSpecification<S, unknown, 'read_only'>['timeout'];
  readonly root?: boolean;
}

function defineScript<S extends z.ZodType>(facts: ScriptFacts<S>) {
  const { id, summary, effect, args, example, script, words, timeout, root = true } = facts;
  return defineCommand<S, ScriptAnswer, 'read_only' | 'reversible'>({
    id,
    summary,
    effect,
    args,
    example,
    root,
    ...(timeout === undefined ? {} : { timeout }),
    maxOutputBytes: OUTPUT_BYTES,
    acceptedExitCodes: ACCEPTED_EXITS,
    argv: (given) => ['sh', '-c', script, PROGRAM, ...words(given).map(String)],
    parse: readAnswer,
  });
}

export const measureCommand = defineScript({
  id: 'backup.measure',
  summary: 'Tells what volumes hold, how much is free where backups lie, and which tools there are.',
  effect: 'read_only',
  args: z.strictObject({ directory: Path.nullable(), paths: z.array(Path).max(500) }),
  example: { directory: null, paths: [DATA] },
  script: MEASURE,
  words: ({ directory, paths }) => [directory ?? '', ...paths],
  timeout: 'long',
});

/** The same as the login itself: where it may write. */
export const measureAsLoginCommand = defineScript({
  id: 'backup.measure_as_login',
  summary: 'Tells where the login keeps backups and how much is free there.',
  effect: 'read_only',
  args: z.strictObject({ directory: Path.nullable() }),
  example: { directory: null },
  script: MEASURE,
  words: ({ directory }) => [directory ?? ''],
  timeout: 'slow',
  root: false,
});

const OneVolume = z.strictObject({ base: Base, index: Index, source: Path, live: Flag });
const ONE_VOLUME = { base: BASE, index: 0, source: DATA, live: 'no' } as const;

export const archiveCommand = defineScript({
  id: 'backup.archive_volume',
  summary: 'Archives a volume with tar below the directory of backups, with its SHA-256 and a listing.',
  effect: 'reversible',
  args: OneVolume,
  example: ONE_VOLUME,
  script: ARCHIVE,
  words: ({ base, index, source, live }) => [base, index, source, live],
  timeout: 'hours',
});

export const snapshotCommand = defineScript({
  id: 'backup.snapshot_volume',
  summary: 'Keeps the contents of a volume on Btrfs in a read-only subvolume that shares its blocks.',
  effect: 'reversible',
  args: OneVolume,
  example: ONE_VOLUME,
  script: SNAPSHOT,
  words: ({ base, index, source, live }) => [base, index, source, live],
  timeout: 'hours',
});

const Place = z.strictObject({ base: Base, index: Index });

export const lookCommand = defineScript({
  id: 'backup.look_for_archive',
  summary: 'Makes the directory of a backup and tells whether the archive of a volume is finished there.',
  effect: 'reversible',
  args: Place,
  example: { base: BASE, index: 0 },
  script: LOOK,
  words: ({ base, index }) => [base, index],
  timeout: 'slow',
  root: false,
});

export const finishStreamedCommand = defineScript({
  id: 'backup.finish_archive',
  summary: 'Compares a streamed archive with its SHA-256, counts its entries and marks it as finished.',
  effect: 'reversible',
  args: Place.extend({ sha256: Sha256 }),
  example: { base: BASE, index: 0, sha256: SHA },
  script: FINISH_STREAMED,
  words: ({ base, index, sha256 }) => [base, index, sha256],
  timeout: 'hours',
  root: false,
});

const Stored = z.strictObject({
  method: z.enum(['btrfs_snapshot', 'tar', 'engine_archive']),
  location: Path,
  base: Base,
  index: Index,
  sha256: Sha256,
  listingSha256: Sha256.nullable(),
  files: z.int().min(0),
  sizeBytes: z.int().min(0),
});
const STORED = {
  method: 'tar',
  location: `${BASE}/v0.tar`,
  base: BASE,
  index: 0,
  sha256: SHA,
  listingSha256: SHA,
  files: 1,
  sizeBytes: 10_240,
} as const;
const storedWords = (stored: z.output<typeof Stored>): (string | number)[] => [
  stored.method,
  stored.location,
  stored.base,
  stored.index,
  stored.sha256,
  stored.listingSha256 ?? '',
  stored.files,
  stored.sizeBytes,
];

export const verifyCommand = defineScript({
  id: 'backup.verify_volume',
  summary: 'Compares the checksum of a volume’s backup, unpacks it into a scratch directory and compares the listing.',
  effect: 'reversible',
  args: Stored,
  example: STORED,
  script: VERIFY,
  words: storedWords,
  timeout: 'hours',
});

export const verifyAsLoginCommand = defineScript({
  id: 'backup.verify_streamed',
  summary: 'Compares the checksum of a streamed archive and reads it to its end.',
  effect: 'read_only',
  args: Stored,
  example: { ...STORED, method: 'engine_archive', listingSha256: null },
  script: VERIFY,
  words: storedWords,
  timeout: 'hours',
  root: false,
});

const RestoreArgs = Stored.extend({ target: Path });
const RESTORED = { ...STORED, target: DATA } as const;

export const restoreCommand = defineScript({
  id: 'backup.restore_volume',
  summary: 'Moves the contents of a volume aside within it, unpacks the backup and compares it with its listing.',
  effect: 'reversible',
  args: RestoreArgs,
  example: RESTORED,
  script: RESTORE,
  words: (args) => [...storedWords(args), args.target],
  timeout: 'hours',
});

const Aside = z.strictObject({ base: Base, index: Index, target: Path });
const ASIDE = { base: BASE, index: 0, target: DATA } as const;

export const undoCommand = defineScript({
  id: 'backup.undo_restore',
  summary: 'Puts the contents back that a restore moved aside.',
  effect: 'reversible',
  args: Aside,
  example: ASIDE,
  script: UNDO,
  words: ({ base, index, target }) => [base, index, target],
  timeout: 'hours',
});

export const commitCommand = defineScript({
  id: 'backup.commit_restore',
  summary: 'Removes the former contents that a finished restore moved aside.',
  effect: 'reversible',
  args: Aside,
  example: ASIDE,
  script: COMMIT,
  words: ({ base, index, target }) => [base, index, target],
  timeout: 'hours',
});

const RemoveArgs = z.strictObject({ base: Base, snapshots: z.array(Path).max(500) });
const removeFacts = {
  effect: 'reversible' as const,
  args: RemoveArgs,
  example: { base: BASE, snapshots: [] },
  script: REMOVE,
  words: ({ base, snapshots }: z.output<typeof RemoveArgs>) => [base, ...snapshots],
  timeout: 'long' as const,
};

export const removeCommand = defineScript({
  id: 'backup.remove',
  summary: 'Removes the archives and snapshots that Millwright made for one backup.',
  ...removeFacts,
});

export const removeAsLoginCommand = defineScript({
  id: 'backup.remove_streamed',
  summary: 'Removes the archives that Millwright keeps for one backup in the login’s home.',
  ...removeFacts,
  root: false,
});

/** For the registry and docs/commands.md. */
export const backupCommands = [
  measureCommand,
  measureAsLoginCommand,
  archiveCommand,
  snapshotCommand,
  lookCommand,
  finishStreamedCommand,
  verifyCommand,
  verifyAsLoginCommand,
  restoreCommand,
  undoCommand,
  commitCommand,
  removeCommand,
  removeAsLoginCommand,
] as const;
