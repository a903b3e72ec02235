import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { Approval } from '../../../src/domain/protection/approval.js';
import { startActionBench, type Action, type ActionBench } from '../../helpers/action-bench.js';

const CLI = fileURLToPath(new URL('../../../src/main/cli.js', import.meta.url));
let bench: ActionBench;

test.before(async () => {
  bench = await startActionBench('in_process');
});
test.after.always(() => bench?.stop());

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a person has it; `answer` is typed when the question has come. */
async function cli(
  args: readonly string[],
  answer?: (stderr: string) => string | undefined,
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { url, adminToken } = bench.system;
  const env = { PATH: process.env.PATH, MILLWRIGHT_URL: url, MILLWRIGHT_TOKEN: adminToken, ...settings };
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env });
  let [stdout, stderr, typed] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    const line = typed ? undefined : answer?.(stderr);
    if (line === undefined) return;
    typed = true;
    child.stdin.end(`${line}\n`);
  });
  if (answer === undefined) child.stdin.end();
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

test('a command that reads prints what it printed and ends with its exit code', async (t) => {
  t.like(await cli(['run', 'nas-01', '--', 'echo', 'two  words']), { code: 0, stdout: 'two  words\n' });
  const failed = await cli(['run', 'NAS-01', '--', 'cat /nonexistent-file; exit 5']);
  t.is(failed.code, 5);
  t.regex(failed.stderr, /nonexistent-file/);
});

test('what went wrong is called what it is, and what to do about it is what helps', async (t) => {
  const called = await cli(['run', 'nas-01', '--reason', 'none']);
  t.is(called.code, 1);
  t.regex(called.stderr, /was not called as it can be.*behind `--`.*→ `millwright help`/s);
  const away = await cli(['run', 'nas-01', '--', 'ls'], undefined, { MILLWRIGHT_URL: 'http://127.0.0.1:1' });
  t.is(away.code, 1);
  t.regex(away.stderr, /No Millwright answers.*127\.0\.0\.1:1.*→ Set MILLWRIGHT_URL/s);
  const victim = await bench.makeVictim('cli-for-programs');
  const asked = await bench.ask(`rm -rf ${victim}`);
  const json = { userId: asked.requestedBy, name: 'program', kind: 'service' };
  const { token } = (await bench.request('POST', '/api/tokens', json)).body;
  const program = { MILLWRIGHT_TOKEN: String(token) };
  const refused = await cli(['approvals', 'reject', String(asked.approvalId), '--reason', 'no'], undefined, program);
  t.is(refused.code, 1);
  // The catalogue speaks of roles; the API of this very refusal.
  t.regex(refused.stderr, /of the kind service cannot decide.*→ Decide with a token of the kind human/s);
});

test('with --read-only nothing else is even asked for', async (t) => {
  const victim = await bench.makeVictim('cli-read-only');
  const ended = await cli(['run', 'nas-01', '--read-only', '--', 'rm', '-rf', victim]);
  t.is(ended.code, 1);
  t.regex(ended.stderr, /does not only read/);
  t.true(await bench.exists(victim));
});

test('a reversible command is followed to its end', async (t) => {
  const ended = await cli(['run', 'nas-01', '--json', '--', 'mkdir', `${bench.directory}/cli-made`]);
  t.is(ended.code, 0, ended.stderr);
  t.is((JSON.parse(ended.stdout) as Action).state, 'succeeded');
  t.true(await bench.exists(`${bench.directory}/cli-made`));
});

test('what needs approval shows its plan, waits, is listed, shown and rejected', async (t) => {
  const victim = await bench.makeVictim('cli-held');
  const asked = await cli(['run', 'nas-01', '--no-wait', '--reason', 'too big', '--', 'rm', '-rf', victim]);
  t.is(asked.code, 0, asked.stderr);
  t.regex(asked.stderr, /rollback/);
  const id = /approvals approve ([0-9a-f-]{36})/.exec(asked.stderr)?.[1] ?? '';
  t.regex((await cli(['approvals'])).stdout, new RegExp(id));
  t.is((JSON.parse((await cli(['approvals', 'show', id, '--json'])).stdout) as Approval).id, id);
  t.is((await cli(['approvals', 'reject', id, '--reason', 'no'])).code, 0);
  t.is((await bench.approval(id)).state, 'rejected');
  t.true(await bench.exists(victim));
});

test('the phrase is asked for on the terminal', async (t) => {
  const asked = await bench.request('DELETE', `/api/infrastructure/servers/${await enrolOld()}`);
  const id = String(asked.body['approvalId']);
  const ended = await cli(['approvals', 'approve', id], (stderr) => {
    const phrase = /Type (DELETE .*)\n/.exec(stderr)?.[1];
    return /\[y\/n\]/.test(stderr) ? `y\n${'DELETE cli-old ON cli-old'}` : phrase;
  });
  t.is(ended.code, 0, ended.stderr);
  t.is((await bench.approval(id)).state, 'approved');
});

async function enrolOld(): Promise<string> {
  const json = { name: 'cli-old', address: '127.0.0.1', transport: 'local' };
  return String((await bench.request('POST', '/api/infrastructure/servers', json)).body['id']);
}

test('mistakes are explained', async (t) => {
  t.regex((await cli(['run', 'nowhere', '--', 'true'])).stderr, /no server nowhere/);
  t.regex((await cli(['run', 'nas-01'])).stderr, /behind `--`/);
  t.regex((await cli(['approvals', 'approve', 'x'])).stderr, /needs the id/);
});
