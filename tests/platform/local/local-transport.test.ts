import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { LocalTransport } from '../../../src/platform/local/local-transport.js';
import { ask, failsWith } from '../../helpers/both-transports.js';

// What it has in common with SSH is tested in ../ssh/transport*.test.ts, for both in one table.

test('gives children four variables and nothing of this process', async (t) => {
  process.env.CANARY_SECRET = 'canary';
  const result = await new LocalTransport().run(ask('cat /proc/$$/environ'));
  const names = result.stdout
    .toString()
    .split('\0')
    .flatMap((entry) => entry.split('=')[0] ?? [])
    // Node hands this one down by itself while coverage is measured.
    .filter((name) => name !== '' && name !== 'NODE_V8_COVERAGE');
  t.deepEqual(
    names.toSorted((left, right) => left.localeCompare(right)),
    ['HOME', 'LANG', 'LC_ALL', 'PATH'],
  );
  t.false(result.stdout.includes('canary'));
});

test('keeps the script out of the process list', async (t) => {
  const result = await new LocalTransport().run(ask('tr "\\0" " " < /proc/$$/cmdline # canary-argument'));
  t.is(result.stdout.toString().trim(), '/bin/sh -s');
});

test('starts in the home directory, in a session of its own', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'local-home-'));
  const result = await new LocalTransport({ home }).run(
    ask(
      'pwd; echo "$HOME"; read -r pid name state parent group session rest < /proc/$$/stat; echo "$((session == $$))"',
    ),
  );
  t.deepEqual(result.stdout.toString().trim().split('\n'), [home, home, '1']);
  await rm(home, { recursive: true });
});

test('says that the shell cannot be started', async (t) => {
  const error = await failsWith(
    t,
    new LocalTransport({ home: '/nonexistent', where: 'here' }).run(ask(':')),
    'shell_unusable',
  );
  t.regex(error.message, /here .*\/nonexistent: ENOENT/);
});

test('finds no tools in an empty path', async (t) => {
  const result = await new LocalTransport({ path: '/nonexistent' }).run(ask('ls'));
  t.is(result.exitCode, 127);
});

test('leaves no descriptor open after many runs', async (t) => {
  const count = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
  const transport = new LocalTransport();
  await transport.run(ask(':'));
  const before = await count();
  for (let i = 0; i < 20; i += 1) await transport.run(ask('echo x; echo y >&2'));
  t.true((await count()) <= before + 3);
});
