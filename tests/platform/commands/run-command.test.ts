import test from 'ava';
import { z } from 'zod';
import { issueGrant } from '../../../src/platform/commands/grant.js';
import { defineCommand, invoke, runCommand, type BatchRequest } from '../../../src/platform/commands/index.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import { host, sh } from './sample-commands.js';
import { shellTransport } from './shell-transport.js';

const transport = shellTransport();
const wipe = defineCommand({
  id: 'test.wipe',
  summary: 'Pretends to wipe.',
  effect: 'destructive',
  args: z.object({ what: z.string() }),
  example: { what: 'x' },
  argv: ({ what }) => ['echo', 'wiped', what],
  parse: ({ stdout }) => stdout.toString('utf8').trim(),
});
const terms = { commandId: 'test.wipe', args: { what: 'a' }, planHash: 'h', expiresAtMs: Date.now() + 60_000 };

test('one command gives its parsed answer', async (t) => {
  const { value, result } = await runCommand(transport, { command: sh('echo hello'), host });
  t.is(value, 'hello\n');
  t.is(result.exitCode, 0);
});

test('a failure is a typed error with code, excerpt and whether it may have run', async (t) => {
  const failed = runCommand(transport, { command: sh('echo "no good" >&2; exit 9'), host });
  const error = await t.throwsAsync(failed, { instanceOf: RemoteError });
  t.is(error.errorClass, 'command_failed');
  t.is(error.exitCode, 9);
  t.is(error.stderrExcerpt, 'no good');
  t.true(error.mayHaveRun);
  t.regex(error.message, /test\.shell.*exit code 9: no good/);
});

test('a destructive command runs with the grant for just this command and these arguments', async (t) => {
  const command = invoke(wipe, { what: 'a' });
  const { value } = await runCommand(transport, { command, host, grant: issueGrant(terms) });
  t.is(value, 'wiped a');
});

test('a destructive command does not type-check without a grant, and does not run either', async (t) => {
  const command = invoke(wipe, { what: 'a' });
  // @ts-expect-error a destructive command needs a grant
  const run = runCommand(transport, { command, host });
  t.is((await t.throwsAsync(run, { instanceOf: MillwrightError })).code, 'forbidden');
  // @ts-expect-error a batch takes read-only commands
  const batch: BatchRequest = { commands: [command], host };
  t.is(batch.commands.length, 1);
});

test('a forged, foreign or expired grant is refused', async (t) => {
  const command = invoke(wipe, { what: 'a' });
  const forged = { planHash: 'h' } as unknown as ReturnType<typeof issueGrant>;
  const grants = [
    forged,
    issueGrant({ ...terms, commandId: 'test.other' }),
    issueGrant({ ...terms, args: { what: 'b' } }),
    issueGrant({ ...terms, expiresAtMs: Date.now() - 1 }),
  ];
  for (const grant of grants) {
    const error = await t.throwsAsync(runCommand(transport, { command, host, grant }), { instanceOf: MillwrightError });
    t.is(error.code, 'forbidden');
  }
});

test('a read-only command takes no grant', async (t) => {
  // @ts-expect-error there is nothing to grant
  await runCommand(transport, { command: sh(':'), host, grant: issueGrant(terms) });
  t.pass();
});

test('arguments outside the schema are refused before anything is rendered', (t) => {
  const error = t.throws(() => invoke(wipe, { what: 3 }), { instanceOf: MillwrightError });
  t.is(error.code, 'validation_failed');
  t.is(error.errors[0]?.path, 'what');
});
