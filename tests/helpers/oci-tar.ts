/** A file, directory or link of a tar. Paths are relative, without `./`. */
export interface TarEntry {
  readonly path: string;
  readonly content?: Buffer | string;
  readonly linkTo?: string;
  readonly directory?: boolean;
  /** Default 0o644, directories 0o755. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

const BLOCK_BYTES = 512;

/** A tar in the old POSIX format (names up to 100 characters), the same bytes every time. */
export function createTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '');
    const padding = Buffer.alloc((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES);
    return [renderHeader(entry, content.length), content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function renderHeader(entry: TarEntry, sizeBytes: number): Buffer {
  const { path, linkTo, directory = false, mode = directory ? 0o755 : 0o644, uid = 0, gid = 0 } = entry;
  const name = directory && !path.endsWith('/') ? `${path}/` : path;
  if (Buffer.byteLength(name) > 100) throw new RangeError(`The name ${name} is too long for this tar`);
  const header = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(uid, 7), 108);
  header.write(octal(gid, 7), 116);
  header.write(octal(sizeBytes, 11), 124);
  header.write(octal(1_700_000_000, 11), 136);
  header.write('        ', 148);
  header.write(linkTo === undefined ? (directory ? '5' : '0') : '2', 156);
  header.write(linkTo ?? '', 157);
  header.write('ustar\0', 257);
  header.write('00', 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

const EXTENDED_HEADER = 'x';

/** What a tar holds: files with their content, directories and links without. */
export function readTar(tar: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  let longName: string | undefined;
  for (let at = 0; at + BLOCK_BYTES <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) break;
    const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const sizeBytes = Number.parseInt(header.toString('latin1', 124, 136), 8) || 0;
    const start = at + BLOCK_BYTES;
    const content = Buffer.from(tar.subarray(start, start + sizeBytes));
    if (header.toString('latin1', 156, 157) === EXTENDED_HEADER) {
      // `length path=name`: names that are long or not ASCII.
      longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1];
    } else {
      found.set(longName ?? name, content);
      longName = undefined;
    }
    at = start + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return found;
}
