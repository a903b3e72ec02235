import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { parseIdentity, tryLock, waitForLock, type LockFile } from '../../../src/platform/process/lock-file.js';
import { readOwnIdentity } from '../../../src/platform/process/process-identity.js';

let directory: string;
test.before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mw-lock-'));
});
test.after.always(() => rm(directory, { recursive: true, force: true }));

test('a lock is held by one at a time and free again after its release', async (t) => {
  const file = path.join(directory, 'one');
  const first = (await tryLock(file)) as LockFile;
  const refused = await tryLock(file);
  t.false('release' in refused);
  t.like(refused, readOwnIdentity());
  await first.release();
  const second = await tryLock(file);
  t.true('release' in second);
  await first.release();
  t.false('release' in (await tryLock(file)), 'a second release of the first lock must not free the second one');
});

test('a lock whose holder is gone, or whose pid belongs to another process now, counts for nothing', async (t) => {
  const own = readOwnIdentity();
  const stale = [
    { ...own, startTicks: own.startTicks + 1 },
    { ...own, bootId: 'earlier' },
    { ...own, pid: 2 ** 22 + 1 },
  ];
  for (const [index, holder] of stale.entries()) {
    const file = path.join(directory, `stale-${index}`);
    await writeFile(file, JSON.stringify(holder));
    t.true('release' in (await tryLock(file)));
  }
});

test('rubbish in the file counts as stale', async (t) => {
  for (const [index, text] of ['', 'rubbish', '{}', '[1]', '{"pid":"1"}', 'null'].entries()) {
    const file = path.join(directory, `rubbish-${index}`);
    await writeFile(file, text);
    t.is(parseIdentity(text), undefined);
    t.true('release' in (await tryLock(file)));
  }
});

test('of many that find a stale lock at once, exactly one gets it', async (t) => {
  const file = path.join(directory, 'race');
  for (let round = 0; round < 20; round += 1) {
    await writeFile(file, 'stale');
    const results = await Promise.all(Array.from({ length: 8 }, () => tryLock(file)));
    const locks = results.filter((result): result is LockFile => 'release' in result);
    t.is(locks.length, 1);
    await locks[0]!.release();
  }
  t.deepEqual(
    (await readdir(directory)).filter((name) => name.startsWith('race')),
    [],
  );
});

test('waiting tells once who holds the lock and goes on when it is free', async (t) => {
  const file = path.join(directory, 'wait');
  const first = (await tryLock(file)) as LockFile;
  const told: number[] = [];
  const waiting = waitForLock(file, (holder) => {
    told.push(holder.pid);
    setTimeout(() => void first.release(), 700);
  });
  const second = await waiting;
  t.deepEqual(told, [process.pid]);
  await second.release();
});

test('a directory that cannot be written is the caller’s business', async (t) => {
  await t.throwsAsync(tryLock(path.join(directory, 'missing', 'lock')), { code: 'ENOENT' });
});
