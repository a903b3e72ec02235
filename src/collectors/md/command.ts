import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { parseMdadm } from './parse-mdadm.js';
import { parseMdstat } from './parser.js';
import { parseScan } from './parse-scan.js';
import { parseMdSysfs } from './parse-sysfs.js';

/** Names of arrays as the kernel gives them: they become parts of paths, so nothing else passes. */
const ARRAY_NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]*(\/[A-Za-z0-9][A-Za-z0-9_.:-]*)?$/;
const arrayName = z.string().max(64).regex(ARRAY_NAME);

export function isArrayName(name: string): boolean {
  return arrayName.safeParse(name).success;
}

export const mdstat = defineCommand({
  id: 'md.stat',
  summary: 'Arrays of the kernel’s software RAID, their members and what is going on. Reads no disk.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  maxOutputBytes: 1024 * 1024,
  // 1: the file is not there, md is not loaded.
  acceptedExitCodes: [0, 1],
  argv: () => ['cat', '/proc/mdstat'],
  parse: parseMdstat,
});

// `read` is the shell's own: no process for each file. A file that is not there is passed over.
const SYSFS = `want_links=$1; shift
for name do
  for file in degraded raid_disks sync_action last_sync_action mismatch_cnt; do
    { IFS= read -r value < "/sys/block/$name/md/$file"; } 2>/dev/null && printf '%s %s %s\\n' "$name" "$file" "$value"
  done
done
[ "$want_links" = yes ] || exit 0
for link in /dev/disk/by-id/md-uuid-*; do
  [ -L "$link" ] && printf 'link %s %s\\n' "$link" "$(readlink "$link")"
done
exit 0`;

export const mdSysfs = defineCommand({
  id: 'md.sysfs',
  summary: 'What the kernel and udev add on arrays: the last check and its mismatches, UUIDs. Reads no disk.',
  effect: 'read_only',
  args: z.strictObject({
    names: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:!-]*$/)).max(500),
    links: z.boolean(),
  }),
  example: { names: ['md0'], links: true },
  maxOutputBytes: 512 * 1024,
  argv: ({ names, links }) => ['sh', '-c', SYSFS, 'md.sysfs', links ? 'yes' : 'no', ...names],
  parse: parseMdSysfs,
});

export const mdadmDetail = defineCommand({
  id: 'md.detail',
  summary:
    'UUID, layout and members’ states of one array. Reads the superblock of a member, so it is asked for rarely.',
  effect: 'read_only',
  args: z.strictObject({ name: arrayName, exported: z.boolean() }),
  example: { name: 'md0', exported: false },
  root: true,
  tools: ['mdadm'],
  timeout: 'normal',
  // 1 to 4 speak of the array's state, or of a missing right: the text tells which.
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: ({ name, exported }) => ['mdadm', '--detail', ...(exported ? ['--export'] : []), `/dev/${name}`],
  parse: parseMdadm,
});

export const mdadmScan = defineCommand({
  id: 'md.scan',
  summary: 'Arrays by mdadm, where the kernel’s list is not there or cannot be read. Asked rarely.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  root: true,
  tools: ['mdadm'],
  timeout: 'normal',
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['mdadm', '--detail', '--scan'],
  parse: parseScan,
});
