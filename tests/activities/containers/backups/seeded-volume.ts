import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  link,
  lchown,
  lstat,
  lutimes,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const run = promisify(execFile);

/** Everything that archives tend to lose, with names that scripts tend to trip over. */
export async function seedVolume(directory: string): Promise<void> {
  const file = (name: string): string => join(directory, name);
  await mkdir(file('a \'quoted\' "dir"'), { mode: 0o2775 });
  await mkdir(file('-rf'));
  await mkdir(file('empty'), { mode: 0o1777 });
  await chmod(file('empty'), 0o1777);
  await writeFile(file('-leading-dash'), 'dash');
  await writeFile(file('line\nbreak'), 'newline');
  await writeFile(file('tab\tand \\ and $(touch x) `y` *'), 'shell');
  await writeFile(file('ünïcödé ☃'), 'snow');
  await writeFile(file('.hidden'), 'hidden');
  await writeFile(file('a \'quoted\' "dir"/deep'), 'deep');
  await writeFile(file('zero'), '');
  await writeFile(file('setuid'), 'x');
  await lchown(file('setuid'), 1234, 5678);
  await chmod(file('setuid'), 0o4711);
  await lchown(file('zero'), 100_123, 100_456);
  await link(file('.hidden'), file('-rf/same as hidden'));
  await symlink('../nowhere to be\nfound', file('dangling'));
  await run('mkfifo', [file('pipe')]);
  await run('mknod', [file('null'), 'c', '1', '3']);
  const sparse = await open(file('sparse'), 'w');
  await sparse.write('start', 0);
  await sparse.write('end', 30 * 1024 * 1024);
  await sparse.close();
  await addAttribute(directory, 'attributed', 'kept');
  await lutimes(file('dangling'), 1_000_000_000, 1_111_111_111);
  await lutimes(file('-rf'), 1_000_000_000, 1_222_222_222);
  await lchown(directory, 999, 998);
  await chmod(directory, 0o750);
  await lutimes(directory, 1_300_000_000, 1_333_333_333.5);
}

/** Writes a file with an extended attribute through a tar: few hosts have a tool for them. */
async function addAttribute(directory: string, name: string, value: string): Promise<void> {
  const record = `SCHILY.xattr.user.note=${value}\n`;
  const length = String(record.length + 3).length + 1 + record.length;
  const tar = Buffer.concat([
    entry('pax', 'x', Buffer.from(`${length} ${record}`)),
    entry(name, '0', Buffer.from('attributed')),
    Buffer.alloc(1024),
  ]);
  const unpacking = run('tar', ['-x', '--xattrs', '--xattrs-include=*', '-C', directory, '-f', '-']);
  unpacking.child.stdin?.end(tar);
  await unpacking;
}

function entry(name: string, type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  const put = (text: string, at: number): void => void header.write(text, at, 'latin1');
  put(name, 0);
  put(
    '0000644\0' + '0000000\0' + '0000000\0' + content.length.toString(8).padStart(11, '0') + '\0' + '00000000000\0',
    100,
  );
  put('        ', 148);
  put(type, 156);
  put('ustar\0' + '00', 257);
  put(
    header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0') + '\0 ',
    148,
  );
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export async function readAttribute(directory: string, name: string): Promise<boolean> {
  const { stdout } = await run('tar', ['-c', '--format=posix', '--xattrs', '-C', directory, '-f', '-', name], {
    encoding: 'buffer',
    maxBuffer: 1024 * 1024,
  });
  return stdout.includes('SCHILY.xattr.user.note=kept');
}

/** Path → everything that is to be the same; written without any of the code under test. */
export async function describeTree(directory: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const names = new Map<bigint, string>();
  const visit = async (path: string): Promise<void> => {
    const full = path === '' ? directory : join(directory, path);
    const stat = await lstat(full, { bigint: true });
    const facts = [
      stat.mode.toString(8),
      stat.uid,
      stat.gid,
      stat.mtimeNs,
      stat.rdev,
      stat.nlink * BigInt(!stat.isDirectory()),
    ];
    if (stat.isFile()) {
      facts.push(
        stat.size.toString(),
        createHash('sha256')
          .update(await readFile(full))
          .digest('hex'),
      );
      if (!names.has(stat.ino)) names.set(stat.ino, path);
      facts.push(`first name ${names.get(stat.ino)}`);
    }
    if (stat.isSymbolicLink()) facts.push(await readlink(full));
    found[path] = facts.join(' ');
    if (!stat.isDirectory()) return;
    for (const name of (await readdir(full)).toSorted()) await visit(join(path, name));
  };
  await visit('');
  return found;
}

/** What a bad release does to its data. */
export async function damageVolume(directory: string): Promise<void> {
  await writeFile(join(directory, 'added'), 'since');
  await mkdir(join(directory, 'added dir/-x'), { recursive: true });
  await writeFile(join(directory, '.hidden'), 'overwritten, in place');
  await run('rm', ['-rf', '--', join(directory, '-rf'), join(directory, 'line\nbreak')]);
  await chmod(directory, 0o777);
}
