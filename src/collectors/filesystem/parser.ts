import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { decodeOctalEscapes, splitLines, textOf } from '../shared/text.js';
import type { Filesystem, FilesystemFacts, RemoteMount } from './schema.js';
import { readDfRows, readStatRows, type Sizes } from './sizes.js';
import { REMOTE_TYPES, isMeasured } from './types.js';

interface Mount {
  /** `major:minor`: the same for all mounts of one filesystem, bind mounts and subvolumes included. */
  readonly identity: string;
  /** It shows the whole filesystem, not a folder of it that is bound here. */
  readonly whole: boolean;
  readonly mountpoint: string;
  readonly device: string;
  readonly type: string;
  readonly readOnly: boolean;
}

const DIVIDER_LINE = /^==$/m;

/** The mount table, a divider, then rows of `stat -f` or two tables of `df -P` with a divider between. */
export function parseFilesystems(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<FilesystemFacts> {
  const errors: ParseError[] = [];
  const [table = '', ...sections] = textOf(output).split(DIVIDER_LINE);
  const mounts = readMounts(table, errors);
  if (mounts.length === 0) throw new ParseError('mountinfo', 'no mount was understood', table);
  const [first, second] = sections.map((section, index) =>
    splitLines(section.replace(/^\n/, ''), output.truncated && index === sections.length - 1),
  );
  if (first === undefined) throw new ParseError('filesystems', 'the sizes are missing', table.slice(-200));
  const sizes = second === undefined ? readStatRows(first, errors) : readDfRows(first, second, errors);
  return { value: { filesystems: measuredOnce(mounts, sizes), remote: remoteOf(mounts) }, errors };
}

/** `36 35 98:0 /root /mnt rw,noatime shared:1 - ext3 /dev/root rw,errors=continue` */
function readMounts(table: string, errors: ParseError[]): Mount[] {
  const visible = new Map<string, Mount>();
  for (const line of splitLines(table)) {
    const [own = '', rest] = line.split(' - ', 2);
    const [, , identity, root, mountpoint, options] = own.split(' ');
    const [type, device, superOptions = ''] = (rest ?? '').split(' ');
    if (identity === undefined || mountpoint === undefined || type === undefined || device === undefined) {
      errors.push(new ParseError('mountinfo', 'a row has not its fields', line));
      continue;
    }
    const readOnly = `,${options ?? ''},`.includes(',ro,') || `,${superOptions},`.includes(',ro,');
    const path = decodeOctalEscapes(mountpoint);
    // A later mount on the same place hides the earlier one.
    visible.set(path, {
      identity,
      whole: root === '/',
      mountpoint: path,
      device: decodeOctalEscapes(device),
      type,
      readOnly,
    });
  }
  return [...visible.values()];
}

/** Each filesystem once, where it is mounted whole and at its shortest mount point: bind mounts would count it again. */
function measuredOnce(mounts: readonly Mount[], sizes: ReadonlyMap<string, Sizes>): Filesystem[] {
  const chosen = new Map<string, Mount>();
  for (const mount of mounts) {
    const measured = isMeasured(mount.type, mount.mountpoint) ? sizes.get(mount.mountpoint) : undefined;
    if (measured === undefined || measured.sizeBytes === '0') continue;
    const before = chosen.get(mount.identity);
    if (before === undefined || isBetter(mount, before)) chosen.set(mount.identity, mount);
  }
  return [...chosen.values()]
    .toSorted((a, b) => (a.mountpoint < b.mountpoint ? -1 : 1))
    .flatMap(({ mountpoint, device, type, readOnly }) => {
      const measured = sizes.get(mountpoint);
      return measured === undefined ? [] : [{ mountpoint, device, type, readOnly, ...measured }];
    });
}

function isBetter(mount: Mount, before: Mount): boolean {
  if (mount.whole !== before.whole) return mount.whole;
  return mount.mountpoint.length < before.mountpoint.length;
}

function remoteOf(mounts: readonly Mount[]): RemoteMount[] {
  return mounts
    .filter(({ type }) => REMOTE_TYPES.has(type))
    .map(({ mountpoint, device, type }) => ({ mountpoint, device: device.replace(/\/\/[^/@]*@/, '//'), type }));
}
