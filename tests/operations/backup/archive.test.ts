import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { readArchive, writeArchive, type ArchiveMember } from '../../../src/operations/backup/archive.js';

const MEMBERS: ArchiveMember[] = [
  { name: 'format.json', data: Buffer.from('{}') },
  { name: 'tables/empty/000000.copy', data: Buffer.alloc(0) },
  { name: 'tables/block/000000.copy', data: Buffer.alloc(512, 'x') },
  { name: 'tables/more/000001.copy', data: Buffer.alloc(100_000, 'y') },
];

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
async function pack(members: readonly ArchiveMember[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of writeArchive(each(members))) parts.push(part);
  return Buffer.concat(parts);
}
async function unpack(bytes: Buffer, chunkBytes: number): Promise<ArchiveMember[]> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  const members: ArchiveMember[] = [];
  for await (const member of readArchive(each(chunks))) members.push(member);
  return members;
}

test('members come back as they went in, however the bytes are cut', async (t) => {
  const bytes = await pack(MEMBERS);
  for (const size of [1, 511, 512, 513, 70_000, bytes.length]) t.deepEqual(await unpack(bytes, size), MEMBERS);
});

test('tar reads the archive', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mw-archive-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'a.tar'), await pack(MEMBERS));
  execFileSync('tar', ['xf', 'a.tar'], { cwd: folder });
  for (const { name, data } of MEMBERS) t.deepEqual(await readFile(join(folder, name)), data);
});

test('an archive that is cut off or changed in a header is refused', async (t) => {
  const bytes = await pack(MEMBERS);
  for (const length of [0, 100, 512, 600, bytes.length - 1_024]) {
    await t.throwsAsync(unpack(bytes.subarray(0, length), 1_000), { message: /too early/ });
  }
  for (const offset of [0, 125, 150]) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(offset) ^ 1, offset);
    await t.throwsAsync(unpack(changed, 1_000), { message: /checksum/ });
  }
  await t.throwsAsync(pack([{ name: 'x'.repeat(101), data: Buffer.alloc(1) }]), { instanceOf: RangeError });
});
