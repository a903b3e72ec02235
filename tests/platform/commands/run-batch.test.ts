import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { z } from 'zod';
import { defineCommand, invoke, runBatch } from '../../../src/platform/commands/index.js';
import { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import { host, sh, shellText, slowShellText, smallShellText } from './sample-commands.js';
import { shellTransport } from './shell-transport.js';

const statuses = (results: readonly { status: string }[]): string[] => results.map(({ status }) => status);

for (const shell of ['/bin/dash', '/bin/bash']) {
  const transport = shellTransport({ shell });

  test(`${shell} keeps exit code, stdout and stderr of each command apart, to the byte`, async (t) => {
    const commands = [
      sh('printf one'),
      sh('printf "two\\n"; printf err >&2; exit 3'),
      sh('printf "a\\036b\\036"; printf "\\036" >&2'),
      sh(':'),
      sh('head -c 100000 /dev/zero | tr "\\0" x; echo; printf "\\377\\200"'),
    ];
    const { results, interruption, strayBytes } = await runBatch(transport, { commands, host });
    t.is(interruption, null);
    t.is(strayBytes, 0);
    t.deepEqual(
      results.map((result) => result.exitCode),
      [0, 3, 0, 0, 0],
    );
    t.deepEqual(statuses(results), ['ok', 'failed', 'ok', 'ok', 'ok']);
    t.is(results[1]!.errorClass, 'command_failed');
    t.is(results[0]!.stdout.toString(), 'one');
    t.is(results[1]!.stdout.toString(), 'two\n');
    t.is(results[1]!.stderr.toString(), 'err');
    t.is(results[2]!.stdout.toString('latin1'), 'a\u001eb\u001e');
    t.is(results[2]!.stderr.toString('latin1'), '\u001e');
    t.is(results[3]!.stdout.length + results[3]!.stderr.length, 0);
    t.true(results[4]!.truncated);
    t.is(results[4]!.stdout.length, 65_536);
    t.is(results[4]!.bytes.stdout, 100_003);
    t.is(results[0]!.sha256.stdout, createHash('sha256').update('one').digest('hex'));
  });

  test(`${shell} goes on after a command that dies by a signal, is missing or may not be run`, async (t) => {
    const missing = defineCommand({
      id: 'test.missing',
      summary: 'Not there.',
      effect: 'read_only',
      args: z.object({}),
      example: {},
      argv: () => ['no-such-tool-here'],
      parse: () => null,
    });
    const forbidden = defineCommand({ ...specificationOf('/etc/passwd'), id: 'test.forbidden' });
    const commands = [sh('kill -SEGV $$'), sh('kill -KILL $$'), invoke(missing), invoke(forbidden), sh('echo fine')];
    const { results } = await runBatch(transport, { commands, host });
    t.deepEqual(
      results.map((result) => result.exitCode),
      [139, 137, 127, 126, 0],
    );
    t.deepEqual(
      results.map((result) => result.errorClass),
      ['command_failed', 'remote_killed', 'command_not_found', 'permission_denied', null],
    );
    t.deepEqual(statuses(results), ['failed', 'failed', 'missing_tool', 'failed', 'ok']);
  });

  test(`${shell}: a hanging command costs its own time-out and nothing else`, async (t) => {
    const commands = [sh('echo before'), sh('echo part; sleep 600 & sleep 600'), sh('echo after')];
    const { results, interruption } = await runBatch(transport, { commands, host });
    t.deepEqual(statuses(results), ['ok', 'timed_out', 'ok']);
    t.is(results[1]!.errorClass, 'command_timeout');
    t.is(results[1]!.stdout.toString(), 'part\n');
    t.true(results[1]!.durationMs >= 4_900 && results[1]!.durationMs < 8_000);
    t.is(results[2]!.stdout.toString(), 'after\n');
    t.is(interruption, null);
  });

  test(`${shell}: floods on stdout and on stderr are cut, killed, and the rest still runs`, async (t) => {
    const commands = [sh('yes'), sh('yes >&2'), sh('echo after')];
    const { results } = await runBatch(transport, { commands, host });
    t.deepEqual(statuses(results), ['output_too_large', 'output_too_large', 'ok']);
    t.is(results[0]!.stdout.length, 65_536);
    t.is(results[1]!.stderr.subarray(0, 65_536).length, 65_536);
    t.true(results[0]!.truncated && results[0]!.bytes.stdout > 1024 * 1024);
    t.is(results[2]!.stdout.toString(), 'after\n');
  });
}

function specificationOf(tool: string) {
  return {
    summary: 'A file that is no program.',
    effect: 'read_only' as const,
    args: z.object({}),
    example: {},
    argv: () => [tool],
    parse: () => null,
  };
}

test('a cap cuts quietly where the command stays under the hard limit', async (t) => {
  const commands = [invoke(smallShellText, { text: 'echo 0123456789abcdef; echo short >&2' })];
  const { results } = await runBatch(shellTransport(), { commands, host });
  t.is(results[0]!.status, 'ok');
  t.true(results[0]!.truncated);
  t.is(results[0]!.stdout.toString(), '0123456789');
  t.deepEqual(results[0]!.bytes, { stdout: 17, stderr: 6 });
});

test('without a second channel the flooding command ends the run; what was before it counts', async (t) => {
  const commands = [sh('echo before'), sh('yes'), sh('echo after')];
  const { results, interruption } = await runBatch(shellTransport({ secondChannel: false }), { commands, host });
  t.deepEqual(statuses(results), ['ok', 'output_too_large', 'not_run']);
  t.is(interruption?.errorClass, 'output_too_large');
});

test('without a second channel a hanging command ends the run as a time-out', async (t) => {
  const commands = [sh('echo before'), sh('sleep 600'), sh('echo after')];
  const { results, interruption } = await runBatch(shellTransport({ secondChannel: false }), { commands, host });
  t.deepEqual(statuses(results), ['ok', 'timed_out', 'not_run']);
  t.is(interruption?.errorClass, 'command_timeout');
});

test('a background process that holds the streams does not hold the batch', async (t) => {
  const startedAt = performance.now();
  const commands = [sh('sleep 20 & echo started'), sh('echo after')];
  const { results, interruption } = await runBatch(shellTransport(), { commands, host });
  t.deepEqual(statuses(results), ['ok', 'ok']);
  t.is(interruption, null);
  t.true(performance.now() - startedAt < 5_000);
});

test('the shell killed midway: finished counts, running is unknown, later is not run', async (t) => {
  const commands = [sh('echo before'), sh('kill -9 $PPID; sleep 1'), sh('echo after')];
  const { results, interruption } = await runBatch(shellTransport(), { commands, host });
  t.deepEqual(statuses(results), ['ok', 'unknown', 'not_run']);
  t.is(interruption?.errorClass, 'remote_killed');
  t.true(interruption?.mayHaveRun);
});

test('login noise is ignored, and counted', async (t) => {
  const login = 'echo "Welcome"; printf "\\036not a mark" ; echo motd >&2\n';
  const { results, strayBytes } = await runBatch(shellTransport({ login }), { commands: [sh('echo x')], host });
  t.is(results[0]!.stdout.toString(), 'x\n');
  t.is(results[0]!.stderr.toString(), '');
  t.is(strayBytes, 'Welcome\n'.length + '\u001enot a mark'.length + 'motd\n'.length);
});

test('a login that floods is ended as output_too_large', async (t) => {
  const error = await t.throwsAsync(runBatch(shellTransport({ login: 'yes\n' }), { commands: [sh('echo x')], host }), {
    instanceOf: RemoteError,
  });
  t.is(error.errorClass, 'output_too_large');
});

test('a login that is no shell is told apart, with what it said', async (t) => {
  const transport = shellTransport({ login: 'echo This account is not available; exit 1\n' });
  const error = await t.throwsAsync(runBatch(transport, { commands: [sh('echo x')], host }), {
    instanceOf: RemoteError,
  });
  t.is(error.errorClass, 'shell_unusable');
  t.regex(error.message, /This account is not available/);
});

test('cancelling rejects as cancelled', async (t) => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 200);
  const run = runBatch(shellTransport(), { commands: [sh('sleep 30')], host, signal: abort.signal });
  t.is((await t.throwsAsync(run, { instanceOf: RemoteError })).errorClass, 'cancelled');
});

test('commands without their tool are not sent, and an empty batch opens no channel', async (t) => {
  const needy = defineCommand({ ...specificationOf('smartctl'), id: 'test.needy', tools: ['smartctl'] });
  const transport = shellTransport({ onScript: () => t.fail('nothing is to run') });
  const { results } = await runBatch(transport, { commands: [invoke(needy)], host });
  t.deepEqual(statuses(results), ['missing_tool']);
  t.is(results[0]!.errorClass, null);
});

test('commands see LC_ALL=C, system paths and an empty stdin', async (t) => {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'de_DE.UTF-8' };
  const commands = [sh('echo "$LC_ALL"; echo "$PATH"; cat; env | grep -c mw_')];
  const { results } = await runBatch(shellTransport({ env }), { commands, host });
  t.is(results[0]!.stdout.toString(), 'C\n/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin\n0\n');
});

test('slow commands carry a limit of the host’s own', async (t) => {
  const scripts: string[] = [];
  const transport = shellTransport({ onScript: (script) => scripts.push(script) });
  const commands = [invoke(slowShellText, { text: 'cat /proc/$PPID/cmdline | tr "\\0" " "' })];
  const { results } = await runBatch(transport, { commands, host });
  t.regex(results[0]!.stdout.toString(), /^timeout -k 2 63 sh -c/);
  t.is(scripts.length, 1);
});

test('output is handed on as it arrives, with the key of its command', async (t) => {
  const seen: string[] = [];
  const commands = [sh('echo a'), sh('echo b >&2')];
  await runBatch(shellTransport(), {
    commands,
    host,
    onOutput: (key, stream, payload) =>
      seen.push(`${key === commands[0]!.key ? 0 : 1} ${stream} ${payload.toString()}`),
  });
  t.deepEqual(seen.toSorted(), ['0 stdout a\n', '1 stderr b\n']);
});

test('a real file comes through unchanged', async (t) => {
  const file = defineCommand({ ...specificationOf('cat'), id: 'test.cat', argv: () => ['cat', '/proc/version'] });
  const { results } = await runBatch(shellTransport(), {
    commands: [invoke(file), invoke(shellText, { text: ':' })],
    host,
  });
  t.is(results[0]!.stdout.toString(), readFileSync('/proc/version', 'utf8'));
});
