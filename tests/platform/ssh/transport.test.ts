import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import type { RunControl } from '../../../src/platform/ssh/transport.js';
import { ask, failsWith, readPid, testBothTransports } from '../../helpers/both-transports.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { isGone } from '../../helpers/sshd-process.js';

testBothTransports(test, {
  'gives exit code and both streams apart': async (t, transport) => {
    const result = await transport.run(ask('echo out; echo err >&2; exit 3'));
    t.is(result.exitCode, 3);
    t.is(result.signal, null);
    t.is(result.stdout.toString(), 'out\n');
    t.is(result.stderr.toString(), 'err\n');
    t.true(result.durationMs > 0);
  },
  'keeps bytes that are no text': async (t, transport) => {
    const result = await transport.run(ask(String.raw`printf '\000\377\200\n'`));
    t.deepEqual([...result.stdout], [0, 255, 128, 10]);
  },
  'takes scripts larger than any argument list': async (t, transport) => {
    const script = `${'# padding that goes in by stdin and is never an argument\n'.repeat(20_000)}echo end`;
    t.is((await transport.run(ask(script))).stdout.toString(), 'end\n');
  },
  'gives commands an end of input instead of a wait': async (t, transport) => {
    t.is((await transport.run(ask('cat; echo after'))).stdout.toString(), 'after\n');
  },
  'speaks the C language': async (t, transport) => {
    t.is((await transport.run(ask('echo "$LANG $LC_ALL"'))).stdout.toString(), 'C C\n');
  },
  'reports a signal and no exit code when the shell is killed': async (t, transport) => {
    const result = await transport.run(ask('kill -KILL $$'));
    t.is(result.exitCode, null);
    t.is(result.signal, 'KILL');
  },
  'streams output as it comes and keeps none of it': async (t, transport) => {
    const seen: string[] = [];
    const onOutput = (stream: string, chunk: Buffer): void => void seen.push(`${stream}:${chunk.toString().trim()}`);
    const result = await transport.run(ask('echo one; sleep 0.1; echo two >&2', { onOutput }));
    t.deepEqual(seen, ['stdout:one', 'stderr:two']);
    t.is(result.stdout.length + result.stderr.length, 0);
  },
  'ends with the error of an output handler that throws': async (t, transport) => {
    const onOutput = (): void => {
      throw new RangeError('not understood');
    };
    await t.throwsAsync(transport.run(ask('echo one; sleep 20', { onOutput })), { instanceOf: RangeError });
  },
  'drains a flood on stderr while stdout is wanted': async (t, transport) => {
    const script =
      'i=0; while [ $i -lt 3000 ]; do echo "$0 0123456789012345678901234567890123456789" >&2; i=$((i+1)); done; echo done';
    const result = await transport.run(ask(script));
    t.is(result.stdout.toString(), 'done\n');
    t.true(result.stderr.length > 100_000);
  },
  'kills the whole process group on a time-out': async (t, transport, directory) => {
    const script = `cd ${directory}; echo $$ > shell; sleep 71 & echo $! > background; (sleep 72; :) & sleep 73`;
    const error = await failsWith(t, transport.run(ask(script, { timeoutMs: 2_000 })), 'command_timeout');
    t.true(error.mayHaveRun);
    for (const name of ['shell', 'background']) t.true(await isGone(await readPid(join(directory, name))), name);
  },
  'kills what has left the process group as well': async (t, transport, directory) => {
    const controller = new AbortController();
    const script = `cd ${directory}; setsid sh -c 'echo $$ > apart; sleep 74; :' & sleep 75`;
    const run = transport.run(ask(script, { signal: controller.signal }));
    const pid = await readPid(join(directory, 'apart'));
    controller.abort();
    await failsWith(t, run, 'cancelled');
    t.true(await isGone(pid));
  },
  'kills and rejects with cancelled on abort': async (t, transport, directory) => {
    const controller = new AbortController();
    const run = transport.run(ask(`echo $$ > ${directory}/shell; sleep 76`, { signal: controller.signal }));
    const pid = await readPid(join(directory, 'shell'));
    controller.abort();
    t.true((await failsWith(t, run, 'cancelled')).mayHaveRun);
    t.true(await isGone(pid));
  },
  'runs nothing when it is cancelled before': async (t, transport, directory) => {
    const error = await failsWith(
      t,
      transport.run(ask(`echo $$ > ${directory}/shell`, { signal: AbortSignal.abort() })),
      'cancelled',
    );
    t.false(error.mayHaveRun);
    t.deepEqual(await readdir(directory), []);
  },
  'kills a flood at the cap': async (t, transport, directory) => {
    const script = `echo $$ > ${directory}/shell; while :; do echo flood; done`;
    const error = await failsWith(t, transport.run(ask(script, { maxOutputBytes: 50_000 })), 'output_too_large');
    t.true(error.mayHaveRun);
    t.true(await isGone(await readPid(join(directory, 'shell'))));
  },
  'takes output exactly as large as the cap': async (t, transport) => {
    const result = await transport.run(ask('echo 123456789', { maxOutputBytes: 10 }));
    t.is(result.stdout.length, 10);
  },
  'returns when a background process holds the output open': async (t, transport, directory) => {
    const result = await transport.run(ask(`sleep 77 & echo $! > ${directory}/background; echo started`));
    t.is(result.stdout.toString(), 'started\n');
    process.kill(await readPid(join(directory, 'background')), 'SIGKILL');
  },
  'kills only what the shell is running when asked, and the script goes on': async (t, transport, directory) => {
    const onStarted = (control: RunControl): void => {
      void readPid(join(directory, 'child')).then(async () => {
        t.true(await control.killDescendants(await readPid(join(directory, 'shell'))));
      });
    };
    const script = `cd ${directory}; echo $$ > shell; sh -c 'echo $$ > child; sleep 78; :'; echo "code $?"; echo next`;
    const result = await transport.run(ask(script, { onStarted }));
    t.is(result.stdout.toString(), 'code 137\nnext\n');
    t.is(result.exitCode, 0);
  },
  'rejects with the reason given to abort, and leaves nothing running even at the very start': async (t, transport) => {
    const reason = new RemoteError('command_timeout', 'one command of the batch');
    const onStarted = (control: RunControl): void => control.abort(reason);
    const run = transport.run(ask('sleep 7979', { onStarted }));
    t.is(await t.throwsAsync(run), reason);
    await waitUntil(async () => {
      const { stdout } = await transport.run(ask('cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "'));
      return !stdout.toString().includes('sleep 7979 ');
    });
  },
});
