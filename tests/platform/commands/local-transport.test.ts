import test from 'ava';
import { collectHost } from '../../../src/collectors/collect-host.js';
import { detectHost } from '../../../src/collectors/profile/detect-host.js';
import { loadCollectors } from '../../../src/collectors/registry.js';
import { invoke, runBatch } from '../../../src/platform/commands/index.js';
import { LocalTransport } from '../../../src/platform/local/local-transport.js';
import { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import { host, sh, slowShellText } from './sample-commands.js';

const transport = new LocalTransport();

test('the batch holds over the real local transport: hang, floods, background, odd bytes', async (t) => {
  const commands = [
    sh('printf "no line end\\036"'),
    sh('sleep 600 | cat'),
    sh('yes'),
    sh('yes >&2'),
    sh('sleep 30 & echo background'),
    sh('kill -TERM $$'),
    invoke(slowShellText, { text: 'echo limited' }),
  ];
  const { results, interruption } = await runBatch(transport, { commands, host });
  t.deepEqual(
    results.map(({ status }) => status),
    ['ok', 'timed_out', 'output_too_large', 'output_too_large', 'ok', 'failed', 'ok'],
  );
  t.is(interruption, null);
  t.is(results[0]!.stdout.toString('latin1'), 'no line end\u001e');
  t.is(results[5]!.exitCode, 143);
  t.is(results[6]!.stdout.toString(), 'limited\n');
});

test('cancelling ends the batch on the host', async (t) => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 150);
  const run = runBatch(transport, { commands: [sh('sleep 600')], host, signal: abort.signal });
  t.is((await t.throwsAsync(run, { instanceOf: RemoteError })).errorClass, 'cancelled');
});

test('this machine is detected and collected over it', async (t) => {
  const { capabilities } = await detectHost(transport);
  const { failures, collected } = await collectHost(transport, {
    collectors: await loadCollectors(),
    host: capabilities,
  });
  t.deepEqual(failures, []);
  t.true(collected.flatMap(({ samples }) => samples).length > 20);
});
