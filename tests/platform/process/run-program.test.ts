import test from 'ava';
import { runProgram } from '../../../src/platform/process/run-program.js';

const PATH = '/usr/bin:/bin';

test('output, exit code and standard input arrive', async (t) => {
  const lines: string[] = [];
  const result = await runProgram({
    file: 'sh',
    args: ['-c', 'cat; echo problem >&2; printf unfinished; exit 3'],
    environment: { PATH },
    stdin: 'one\ntwo\n',
    timeoutMs: 5_000,
    onLine: (line) => lines.push(line),
  });
  t.like(result, { exitCode: 3, stdout: 'one\ntwo\nunfinished', stderr: 'problem\n', timedOut: false });
  t.deepEqual(lines.sort(), ['one', 'problem', 'two', 'unfinished']);
});

test('a child sees only the environment it was given', async (t) => {
  process.env.MILLWRIGHT_CANARY = 'canary';
  const { stdout } = await runProgram({
    file: '/usr/bin/env',
    args: [],
    environment: { ONLY: 'this' },
    timeoutMs: 5_000,
  });
  // Node itself adds this one when coverage is measured.
  t.is(stdout.replace(/^NODE_V8_COVERAGE=.*\n/m, ''), 'ONLY=this\n');
});

test('a program that takes too long is killed with all its children', async (t) => {
  const begun = Date.now();
  const result = await runProgram({
    file: 'sh',
    args: ['-c', 'sleep 60 & sleep 60'],
    environment: { PATH },
    timeoutMs: 300,
  });
  t.like(result, { exitCode: null, timedOut: true });
  t.true(Date.now() - begun < 5_000);
});

test('a program that does not exist is a result, not an exception', async (t) => {
  const result = await runProgram({ file: '/no/such/program', args: [], environment: {}, timeoutMs: 1_000 });
  t.is(result.exitCode, null);
  t.regex(result.stderr, /ENOENT/);
});

test('a program that does not read its input does no harm', async (t) => {
  const stdin = 'x'.repeat(1_000_000);
  const result = await runProgram({ file: 'true', args: [], environment: { PATH }, stdin, timeoutMs: 5_000 });
  t.is(result.exitCode, 0);
});

test('of endless output the end is kept', async (t) => {
  const result = await runProgram({
    file: 'sh',
    args: ['-c', 'yes | head -c 3000000; echo the end'],
    environment: { PATH },
    timeoutMs: 20_000,
  });
  t.true(result.stdout.length <= 256 * 1024);
  t.true(result.stdout.endsWith('the end\n'));
});
