import { z } from 'zod';
import {
  type CommandOutput,
  defineCommand,
  type HostCapabilities,
  type Parsed,
} from '../../platform/commands/index.js';
import {
  GROUP_COLUMNS,
  OLD_GROUP_COLUMNS,
  OLD_VOLUME_COLUMNS,
  PHYSICAL_COLUMNS,
  SEPARATOR,
  VOLUME_COLUMNS,
} from './columns.js';
import {
  GROUPS,
  type Listing,
  type ListKind,
  parseAutoextend,
  parseJsonListing,
  parseTableListing,
  PHYSICAL,
  VOLUMES,
} from './parser.js';

// Without it each inherited descriptor is a line of complaint; through `env`, so that the tool is found as any other.
const QUIET = ['env', 'LVM_SUPPRESS_FD_WARNINGS=1'];
const BYTES = ['--units', 'b', '--nosuffix'];

/**
 * LVM's codes: 2 and 3 for a command or option it does not know, 4 and 5 for what it could not do, with or without a
 * part of the answer. 1 is sudo's: it leads to the older way, which fails by it.
 */
const EXIT_CODES = [0, 2, 3, 4, 5];
const FIRST_TRY_CODES = [1, ...EXIT_CODES];

interface ListingCommand<T> {
  readonly id: string;
  readonly summary: string;
  readonly kind: ListKind<T>;
  readonly argv: (host: HostCapabilities) => readonly string[];
  readonly parse: (output: CommandOutput) => Parsed<Listing<T>>;
  readonly exitCodes: readonly number[];
}

function defineListing<T>(listing: ListingCommand<T>) {
  return defineCommand({
    id: listing.id,
    summary: listing.summary,
    effect: 'read_only',
    args: z.strictObject({}),
    example: {},
    root: true,
    tools: [listing.kind.tool],
    timeout: 'slow',
    maxOutputBytes: 2 * 1024 * 1024,
    acceptedExitCodes: listing.exitCodes,
    argv: (_args, host) => listing.argv(host),
    parse: listing.parse,
  });
}

interface Way<T> {
  readonly what: string;
  readonly kind: ListKind<T>;
  readonly options: readonly string[];
  readonly columns: string;
}

function defineJson<T>({ what, kind, options, columns }: Way<T>) {
  return defineListing<T>({
    id: `lvm.${kind.tool}`,
    summary: `${what}, as JSON.`,
    kind,
    argv: () => [...QUIET, kind.tool, ...options, '--reportformat', 'json', ...BYTES, '-o', columns],
    parse: (output) => parseJsonListing(output, kind),
    exitCodes: FIRST_TRY_CODES,
  });
}

function defineTable<T>({ what, kind, options, columns }: Way<T>) {
  return defineListing<T>({
    id: `lvm.${kind.tool}_table`,
    summary: `${what}, as a table: for LVM before 2.02.158.`,
    kind,
    argv: () => [...QUIET, kind.tool, ...options, '--noheadings', ...BYTES, '--separator', SEPARATOR, '-o', columns],
    parse: (output) => parseTableListing(output, kind, columns),
    exitCodes: EXIT_CODES,
  });
}

const volumes = { what: 'Logical volumes, internal ones included', kind: VOLUMES, options: ['-a'] } as const;
const groups = { what: 'Volume groups', kind: GROUPS, options: [] } as const;
const physical = { what: 'Physical volumes', kind: PHYSICAL, options: [] } as const;

export const logicalVolumes = defineJson({ ...volumes, columns: VOLUME_COLUMNS });
export const volumeGroups = defineJson({ ...groups, columns: GROUP_COLUMNS });
export const physicalVolumes = defineJson({ ...physical, columns: PHYSICAL_COLUMNS });
export const logicalVolumesTable = defineTable({ ...volumes, columns: OLD_VOLUME_COLUMNS });
export const volumeGroupsTable = defineTable({ ...groups, columns: OLD_GROUP_COLUMNS });
export const physicalVolumesTable = defineTable({ ...physical, columns: PHYSICAL_COLUMNS });

/** Asked for where there is a thin pool. A host without `lvm` itself, or with another opinion, leaves it unknown. */
export const autoextend = defineCommand({
  id: 'lvm.autoextend',
  summary: 'When thin pools grow by themselves.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  root: true,
  tools: ['lvm'],
  timeout: 'normal',
  acceptedExitCodes: EXIT_CODES,
  argv: () => [
    ...QUIET,
    'lvm',
    'dumpconfig',
    '--type',
    'full',
    'activation/thin_pool_autoextend_threshold',
    'activation/thin_pool_autoextend_percent',
  ],
  parse: parseAutoextend,
});
