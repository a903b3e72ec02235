import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { digestText, issueAdHocGrant } from '../../../../src/platform/commands/ad-hoc/ad-hoc-grant.js';
import {
  fenceStaged,
  lookAtStaged,
  readStagedOutput,
  removeStaged,
  removeUnlaunched,
  runAdHoc,
  stageAdHoc,
  type AdHocGrant,
  type StagedRun,
} from '../../../../src/platform/commands/ad-hoc/index.js';
import { LocalTransport } from '../../../../src/platform/local/local-transport.js';

const transport = new LocalTransport();
const KEEP = 64 * 1024;

function grant(text: string, effect: 'read_only' | 'changing'): AdHocGrant {
  return issueAdHocGrant({ textSha256: digestText(text), effect, planHash: 'p', expiresAtMs: Date.now() + 60_000 });
}

async function stage(text: string, timeoutSeconds = 30): Promise<StagedRun> {
  const request = { runId: randomUUID(), text, shell: 'sh' as const, timeoutSeconds, keepBytes: KEEP };
  return stageAdHoc(transport, grant(text, 'changing'), request);
}

async function finish({ directory }: StagedRun) {
  for (;;) {
    const look = await lookAtStaged(transport, { directory, waitMs: 2_000 });
    if (look.state !== 'running') return look;
  }
}

test('a text that reads gets an empty stdin and gives both streams and its exit code', async (t) => {
  const text = 'cat\necho out\necho err >&2\nexit 3';
  const request = { text, shell: 'sh' as const, timeoutMs: 10_000, keepBytes: KEEP };
  const result = await runAdHoc(transport, grant(text, 'read_only'), request);
  t.is(result.exitCode, 3);
  t.is(result.stdout.toString(), 'out\n');
  t.is(result.stderr.toString(), 'err\n');
  t.false(result.truncated);
});

test('quotes, backslashes, dollars and several lines reach the shell byte for byte', async (t) => {
  const text = `printf '%s|' 'a"b' "c'd" 'e\\\\f' '$x' 'ü'; x=$(echo hi)\necho "$x"\t# end`;
  const result = await runAdHoc(transport, grant(text, 'read_only'), {
    text,
    shell: 'bash',
    timeoutMs: 10_000,
    keepBytes: KEEP,
  });
  t.is(result.stdout.toString(), `a"b|c'd|e\\\\f|$x|ü|hi\n`);
  const run = await stage(text);
  t.is(await readFile(path.join(run.directory, 'command'), 'utf8'), text);
  await removeStaged(transport, run.directory);
});

test('output beyond what is kept is counted and cut', async (t) => {
  const text = 'head -c 200000 /dev/zero';
  const read = await runAdHoc(transport, grant(text, 'read_only'), {
    text,
    shell: 'sh',
    timeoutMs: 10_000,
    keepBytes: KEEP,
  });
  t.true(read.truncated);
  t.is(read.stdout.length, KEEP);
  const run = await stage(text);
  t.is(await run.launch(), 'launched');
  const look = await finish(run);
  t.is(look.exitCode, 0);
  t.is(look.droppedBytes, 200_000 - KEEP);
  t.is((await readStagedOutput(transport, run.directory, KEEP)).stdout.length, KEEP);
  await removeStaged(transport, run.directory);
});

test('a staged run has not run before its launch, and leaves nothing after it is taken away', async (t) => {
  const place = await mkdtemp(path.join(tmpdir(), 'mw-staged-'));
  const text = `echo made > '${place}/made'; echo done; echo bad >&2; exit 7`;
  const run = await stage(text);
  t.is((await lookAtStaged(transport, { directory: run.directory, waitMs: 0 })).state, 'staged');
  await t.throwsAsync(stat(path.join(place, 'made')), { code: 'ENOENT' });
  t.is((await stat(run.directory)).mode & 0o777, 0o700);
  t.is(await run.launch(), 'launched');
  t.like(await finish(run), { state: 'ended', exitCode: 7, bootId: run.bootId });
  const output = await readStagedOutput(transport, run.directory, KEEP);
  t.deepEqual([output.stdout.toString(), output.stderr.toString()], ['done\n', 'bad\n']);
  t.is(await readFile(path.join(place, 'made'), 'utf8'), 'made\n');
  await removeStaged(transport, run.directory);
  t.is((await lookAtStaged(transport, { directory: run.directory, waitMs: 0 })).state, 'absent');
  await rm(place, { recursive: true });
});

test('of launch and fence whoever comes first decides', async (t) => {
  const fenced = await stage('echo never');
  t.is(await fenceStaged(transport, fenced.directory), 'fenced');
  t.is(await fenced.launch(), 'fenced');
  t.is((await lookAtStaged(transport, { directory: fenced.directory, waitMs: 0 })).state, 'fenced');
  const launched = await stage('echo once');
  t.is(await launched.launch(), 'launched');
  t.is(await fenceStaged(transport, launched.directory), 'launched');
  t.is(await launched.launch(), 'fenced', 'a second launch does not run it again');
  t.is((await finish(launched)).exitCode, 0);
  t.is((await readStagedOutput(transport, launched.directory, KEEP)).stdout.toString(), 'once\n');
  for (const { directory } of [fenced, launched]) await removeStaged(transport, directory);
});

test('a run whose shell was killed is lost, not ended', async (t) => {
  const run = await stage('sleep 30');
  await run.launch();
  const look = await lookAtStaged(transport, { directory: run.directory, waitMs: 500 });
  t.is(look.state, 'running');
  const children = await readFile(`/proc/${look.pid}/task/${look.pid}/children`, 'utf8');
  process.kill(Number(look.pid), 'SIGKILL');
  for (const pid of children.trim().split(' ')) process.kill(Number(pid), 'SIGKILL');
  t.is((await finish(run)).state, 'lost');
  await removeStaged(transport, run.directory);
});

test('the host ends what takes too long', async (t) => {
  const run = await stage('sleep 30', 1);
  await run.launch();
  t.is((await finish(run)).exitCode, 124);
  await removeStaged(transport, run.directory);
});

test('a grant is for one text, one way of running, one time and a while', async (t) => {
  const request = { text: 'echo a', shell: 'sh' as const, timeoutMs: 10_000, keepBytes: KEEP };
  const once = grant('echo a', 'read_only');
  await runAdHoc(transport, once, request);
  const refused = { name: 'forbidden' };
  await t.throwsAsync(runAdHoc(transport, once, request), refused);
  await t.throwsAsync(runAdHoc(transport, grant('echo b', 'read_only'), request), refused);
  await t.throwsAsync(runAdHoc(transport, grant('echo a', 'changing'), request), refused);
  await t.throwsAsync(runAdHoc(transport, { planHash: 'p' } as AdHocGrant, request), refused);
  const terms = { textSha256: digestText('echo a'), effect: 'read_only' as const, planHash: 'p' };
  await t.throwsAsync(runAdHoc(transport, issueAdHocGrant({ ...terms, expiresAtMs: Date.now() }), request), refused);
});

test('what was put there and never told of is taken away by its run; what was launched stays', async (t) => {
  const [untold, launched] = [await stage('echo never'), await stage('echo once')];
  t.is(await launched.launch(), 'launched');
  await finish(launched);
  await removeUnlaunched(
    transport,
    [untold, launched].map(({ directory }) => path.basename(directory)),
  );
  await t.throwsAsync(stat(untold.directory), { code: 'ENOENT' });
  t.true((await stat(launched.directory)).isDirectory());
  await removeStaged(transport, launched.directory);
  await t.throwsAsync(removeUnlaunched(transport, ['../x']), { instanceOf: RangeError });
});
