/**
 * The inside of a backup is a tar file (ustar), so that it can be read without Millwright: `age -d FILE | tar tzv`.
 * The length of a table is not known before it is read, so its data come as numbered members of bounded size.
 */
export interface ArchiveMember {
  readonly name: string;
  readonly data: Buffer;
}

const BLOCK = 512;
const MAX_MEMBER_BYTES = 64 * 1024 * 1024;

/** The bytes of an archive. */
export async function* writeArchive(members: AsyncIterable<ArchiveMember>): AsyncGenerator<Buffer> {
  for await (const { name, data } of members) {
    yield makeHeader(name, data.length);
    yield data;
    const rest = data.length % BLOCK;
    if (rest > 0) yield Buffer.alloc(BLOCK - rest);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** The members of an archive, in order. Throws an Error when the bytes are no archive or end too early. */
export async function* readArchive(chunks: AsyncIterable<Buffer>): AsyncGenerator<ArchiveMember> {
  const source = new BlockSource(chunks);
  for (;;) {
    const header = await source.take(BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const { name, size } = parseHeader(header);
    const data = await source.take(size);
    const rest = size % BLOCK;
    if (rest > 0) await source.take(BLOCK - rest);
    yield { name, data };
  }
  // Reading on to the end is what checks the authentication of the last part.
  await source.drain();
}

function makeHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  if (header.write(name, 0, 100, 'ascii') !== name.length)
    throw new RangeError(`archive member name too long: ${name}`);
  const fields: readonly (readonly [string, number])[] = [
    ['0000600\0', 100],
    ['0000000\0', 108],
    ['0000000\0', 116],
    [`${size.toString(8).padStart(11, '0')}\0`, 124],
    [`${'0'.repeat(11)}\0`, 136],
    ['        ', 148],
    ['0', 156],
    ['ustar\x0000', 257],
  ];
  for (const [text, offset] of fields) header.write(text, offset, 'latin1');
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function parseHeader(header: Buffer): { name: string; size: number } {
  const stored = Number.parseInt(header.toString('latin1', 148, 154), 8);
  const blank = Buffer.from(header);
  blank.fill(' ', 148, 156);
  if (stored !== checksumOf(blank)) throw new Error('archive header checksum mismatch');
  const name = header.toString('ascii', 0, 100).replace(/\0.*$/s, '');
  const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
  if (!(size >= 0 && size <= MAX_MEMBER_BYTES)) throw new Error('archive member of impossible size');
  return { name, size };
}

const checksumOf = (header: Buffer): number => header.reduce((sum, byte) => sum + byte, 0);

/** Hands out exactly as many bytes as asked for. */
class BlockSource {
  readonly #iterator: AsyncIterator<Buffer>;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  async take(size: number): Promise<Buffer> {
    while (this.#length < size) {
      const next = await this.#iterator.next();
      if (next.done === true) throw new Error('archive ends too early');
      this.#parts.push(next.value);
      this.#length += next.value.length;
    }
    const all = this.#parts.length === 1 && this.#parts[0] !== undefined ? this.#parts[0] : Buffer.concat(this.#parts);
    this.#parts = [all.subarray(size)];
    this.#length -= size;
    return all.subarray(0, size);
  }

  async drain(): Promise<void> {
    while ((await this.#iterator.next()).done !== true);
  }
}
