import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import type { ProtectionReport } from '../../../src/domain/protection/people.js';
import { runProgram } from '../../../src/platform/process/run-program.js';
import { startActionBench, type Action, type ActionBench } from '../../helpers/action-bench.js';
import { waitUntil } from '../../helpers/wait-until.js';

let bench: ActionBench;

test.before(async () => {
  bench = await startActionBench('in_process');
});
test.after.always(() => bench.stop());

test('a command that only reads runs at once and answers with its output, whatever its exit code', async (t) => {
  const { serverId } = bench;
  const good = await bench.request('POST', '/api/actions', { serverId, command: 'echo out; echo err >&2' });
  t.is(good.status, 200, JSON.stringify(good.body));
  t.like(good.body, { exitCode: 0, stdout: 'out\n', stderr: 'err\n', truncated: false });
  const bad = await bench.request('POST', '/api/actions', { serverId, command: 'cat /nonexistent-file' });
  t.is(bad.status, 200);
  t.is(bad.body['exitCode'], 1);
  t.deepEqual(await bench.auditOf(String(good.body['id'])), ['action.requested requested', 'action.ended succeeded']);
  t.deepEqual(await bench.auditOf(String(bad.body['id'])), ['action.requested requested', 'action.ended failed']);
});

test('what is forbidden is refused for everybody and audited', async (t) => {
  const { serverId } = bench;
  const reply = await bench.request('POST', '/api/actions', {
    serverId,
    command: 'rm -rf --no-preserve-root /',
    reason: 'x',
  });
  t.is(reply.status, 422, JSON.stringify(reply.body));
  t.is(reply.body['code'], 'action_forbidden');
  t.true((await bench.auditOf(serverId)).includes('action.refused denied'));
  const report = (await bench.request('GET', '/api/approvals/report')).body as unknown as ProtectionReport;
  t.true(report.nearMisses.forbidden >= 1);
});

test('a destructive command runs once its approval is complete, and not before', async (t) => {
  const victim = await bench.makeVictim('approved');
  const asked = await bench.ask(`rm -rf ${victim}; echo removed`);
  t.is(asked.state, 'waiting_for_approval');
  t.truthy(asked.approvalId);
  t.is(asked.workflowId, `protection/execute/${asked.id}`);
  t.true(await bench.exists(victim));
  const approval = await bench.approve(String(asked.approvalId));
  t.is(approval.state, 'approved');
  const ended = await bench.waitForEnd(asked.id);
  t.is(ended.state, 'succeeded', JSON.stringify(ended));
  t.false(await bench.exists(victim));
  t.like(ended.runs[0], { outcome: 'ended', exitCode: 0, stdout: 'removed\n', stderr: '', truncated: false });
  const audit = await bench.auditOf(asked.id);
  t.deepEqual(audit, [
    'action.requested requested',
    'action.executing requested',
    'action.executed succeeded',
    'action.ended succeeded',
  ]);
  t.true(await bench.chainIsSound());
});

test('a command that fails ends as failed, with its exit code and what it printed', async (t) => {
  const victim = await bench.makeVictim('fails');
  const asked = await bench.ask(`rm -rf ${victim}; echo sorry >&2; exit 9`);
  await bench.approve(String(asked.approvalId));
  const ended = await bench.waitForEnd(asked.id);
  t.like(ended, { state: 'failed', exitCode: 9, error: { code: 'exit_code' } });
  t.is(ended.runs[0]?.stderr, 'sorry\n');
});

test('a reversible command waits for nobody and is audited all the same', async (t) => {
  const made = path.join(bench.directory, 'made');
  const asked = await bench.ask(`mkdir ${made}`);
  t.is(asked.approvalId, null);
  const ended = await bench.waitForEnd(asked.id);
  t.is(ended.state, 'succeeded', JSON.stringify(ended));
  t.true(await bench.exists(made));
});

test('a rejected, a cancelled and an expired one never run', async (t) => {
  const victim = await bench.makeVictim('spared');
  const rejected = await bench.ask(`rm -rf ${victim}`);
  await bench.request('POST', `/api/approvals/${rejected.approvalId}/reject`, { reason: 'no' });
  t.is((await bench.waitForEnd(rejected.id)).state, 'rejected');
  const cancelled = await bench.ask(`rm -rf ${victim}`);
  t.is((await bench.request('POST', `/api/actions/${cancelled.id}/cancel`)).status, 200);
  t.is((await bench.waitForEnd(cancelled.id)).state, 'cancelled');
  t.is((await bench.approval(String(cancelled.approvalId))).state, 'withdrawn');
  t.is((await bench.request('POST', `/api/actions/${cancelled.id}/cancel`)).body['code'], 'action_ended');
  const expired = await bench.ask(`rm -rf ${victim}`);
  await bench.system.database.pool.query(
    `update approvals set expires_at = now() + interval '1 second' where id = $1`,
    [expired.approvalId],
  );
  // The workflow waits for the deadline that it read: wake it, so that it reads the earlier one.
  await bench.system.services.temporal.client.workflow
    .getHandle(String(expired.workflowId))
    .signal('approvalChanged', { approvalId: expired.approvalId });
  t.is((await bench.waitForEnd(expired.id)).state, 'expired');
  t.true(await bench.exists(victim));
});

test('another directory under the same path is another target: the approval is void and a new one is asked for', async (t) => {
  const victim = await bench.makeVictim('replaced');
  const asked = await bench.ask(`rm -rf ${victim}`);
  await rename(victim, `${victim}.aside`);
  await mkdir(victim);
  await writeFile(path.join(victim, 'precious'), 'new');
  await bench.approve(String(asked.approvalId));
  const again = await bench.waitFor(asked.id, ({ approvalId }) => approvalId !== asked.approvalId);
  t.is((await bench.approval(String(asked.approvalId))).state, 'withdrawn');
  t.not(again.planHash, asked.planHash);
  t.is(await readFile(path.join(victim, 'precious'), 'utf8'), 'new');
  t.true((await bench.auditOf(asked.id)).includes('action.stale denied'));
  await bench.approve(String(again.approvalId));
  t.is((await bench.waitForEnd(asked.id)).state, 'succeeded');
  t.false(await bench.exists(victim));
  await rm(`${victim}.aside`, { recursive: true });
});

async function runAsRoot(file: string, ...args: readonly string[]): Promise<void> {
  const environment = { PATH: process.env.PATH ?? '' };
  const { exitCode } = await runProgram({ file, args, environment, timeoutMs: 60_000 });
  if (exitCode !== 0) throw new Error(`${file} ended with ${exitCode}`);
}

async function makeFile(name: string, content: string): Promise<string> {
  const file = path.join(await bench.makeVictim(name), 'app.conf');
  await writeFile(file, content, { mode: 0o640 });
  return file;
}

test('a command that fails is taken back by the copy that was kept before', async (t) => {
  const file = await makeFile('taken-back', 'port = 80\n');
  const asked = await bench.ask(`echo broken > ${file}; rm -f ${file}; exit 9`);
  t.true(asked.plan?.rollback.possible);
  t.regex(asked.plan?.rollback.text ?? '', /^A copy of .*app\.conf is kept/);
  await bench.approve(String(asked.approvalId));
  const ended = await bench.waitForEnd(asked.id);
  t.is(ended.state, 'rolled_back', JSON.stringify(ended.error));
  t.is(await readFile(file, 'utf8'), 'port = 80\n');
  t.is((await stat(file)).mode & 0o777, 0o640);
  t.deepEqual(
    ended.runs.map(({ part, exitCode }) => `${part} ${exitCode}`),
    ['act 9', 'rollback 0'],
  );
  t.deepEqual(
    (await bench.auditOf(asked.id)).filter((line) => !line.startsWith('action.requested')),
    [
      'action.executing requested',
      'action.executed failed',
      'action.rolling_back requested',
      'action.executed succeeded',
      'action.ended rolled_back',
    ],
  );
});

test.serial('what is put back is the file as it was right before the act, however long that had to wait', async (t) => {
  const file = await makeFile('edited-meanwhile', 'port = 80\n');
  const other = await bench.makeVictim('holds-the-server');
  const before = await bench.ask(`rm -rf ${other}; while [ ! -e ${other}.go ]; do sleep 0.2; done; rm ${other}.go`);
  await bench.approve(String(before.approvalId));
  await bench.waitFor(before.id, ({ state }) => state === 'executing');
  const asked = await bench.ask(`echo broken > ${file}; rm -f ${file}; exit 9`);
  await bench.approve(String(asked.approvalId));
  const kept = path.join(bench.fleet.fleet.directory, 'nas-01/home/.millwright/kept', asked.id);
  await waitUntil(async () => (await readdir(kept).catch(() => [])).length > 0, 60_000);
  await writeFile(file, 'port = 443\n');
  await writeFile(`${other}.go`, '');
  const ended = await bench.waitForEnd(asked.id);
  t.is(ended.state, 'rolled_back', JSON.stringify(ended.error));
  t.is(await readFile(file, 'utf8'), 'port = 443\n');
  t.deepEqual(await readdir(kept), ['0']);
});

test('a command about more than can be looked at before it runs is not let in', async (t) => {
  const names = Array.from({ length: 300 }, (_unused, index) => path.join(bench.directory, `n${index}`));
  const json = { serverId: bench.serverId, command: `rm -rf ${names.join(' ')}`, reason: 'a test' };
  const reply = await bench.request('POST', '/api/actions', json);
  t.is(reply.status, 422, JSON.stringify(reply.body));
  t.regex(String(reply.body['detail']), /more targets than can each be looked at.*split it/);
});

test('what went well is taken back when it is asked for, as an action of its own', async (t) => {
  const file = await makeFile('asked-back', 'port = 80\n');
  const asked = await bench.ask(`rm -f ${file}`);
  await bench.approve(String(asked.approvalId));
  t.is((await bench.waitForEnd(asked.id)).state, 'succeeded');
  t.false(await bench.exists(file));
  const reply = await bench.request('POST', `/api/actions/${asked.id}/rollback`, { reason: 'it was wrong' });
  t.is(reply.status, 202, JSON.stringify(reply.body));
  const back = reply.body as unknown as Action;
  t.is(back.rollbackOf, asked.id);
  if (back.approvalId !== null) await bench.approve(back.approvalId);
  t.is((await bench.waitForEnd(back.id)).state, 'succeeded');
  t.is(await readFile(file, 'utf8'), 'port = 80\n');
});

test('a way back that does not work is said so, and needs attention', async (t) => {
  const file = await makeFile('lost', 'port = 80\n');
  const asked = await bench.ask(`rm -f ${file}; mkdir ${file}; exit 9`);
  await bench.approve(String(asked.approvalId));
  const ended = await bench.waitForEnd(asked.id);
  t.is(ended.state, 'rollback_failed', JSON.stringify(ended.error));
  t.true(ended.needsAttention);
  t.regex(ended.error?.message ?? '', /Exit code 9.*way back ended with exit code/);
});

if (process.getuid?.() === 0) {
  test('another disk mounted there is another target', async (t) => {
    const victim = await bench.makeVictim('mounted');
    const asked = await bench.ask(`rm -rf ${victim}`);
    await runAsRoot('mount', '-t', 'tmpfs', 'tmpfs', victim);
    try {
      await writeFile(path.join(victim, 'precious'), 'on the other disk');
      await bench.approve(String(asked.approvalId));
      const again = await bench.waitFor(asked.id, ({ approvalId }) => approvalId !== asked.approvalId);
      t.is((await bench.approval(String(asked.approvalId))).state, 'withdrawn');
      t.deepEqual(again.runs, []);
      t.is(await readFile(path.join(victim, 'precious'), 'utf8'), 'on the other disk');
      await bench.request('POST', `/api/actions/${asked.id}/cancel`);
      await bench.waitForEnd(asked.id);
    } finally {
      await runAsRoot('umount', victim);
    }
    t.true(await bench.exists(path.join(victim, 'file')));
  });
}

for (const [what, sql] of [
  ['the shown plan', `update actions set plan = jsonb_set(plan, '{steps,0,text}', '"another"') where id = $1`],
  [
    'the approval’s plan',
    `update approvals set plan = jsonb_set(plan, '{steps,0,text}', '"another"') where subject_id = $1`,
  ],
  [
    'one byte of the sealed command',
    `update actions set command = set_byte(command, length(command) - 20, (get_byte(command, length(command) - 20) # 1)) where id = $1`,
  ],
  ['the time-out', `update actions set timeout_seconds = timeout_seconds + 1 where id = $1`],
  ['the level', `update actions set risk_level = 'low' where id = $1`],
  ['the fingerprint', `update actions set fingerprint = jsonb_set(fingerprint, '{facts}', '[]') where id = $1`],
] as const) {
  test(`nothing runs when ${what} was changed in the database after the approval was asked for`, async (t) => {
    const victim = await bench.makeVictim(`tampered ${what}`.replaceAll(/\W/g, '-'));
    const asked = await bench.ask(`rm -rf ${victim}`);
    await bench.system.database.pool.query(sql, [asked.id]);
    await bench.approve(String(asked.approvalId));
    const ended = await bench.waitForEnd(asked.id);
    t.is(ended.state, 'rejected');
    t.true(ended.needsAttention);
    t.deepEqual(ended.runs, []);
    t.true(await bench.exists(victim));
  });
}

async function pause(paused: boolean): Promise<void> {
  const reply = await bench.request('POST', `/api/workflows/${paused ? 'pause' : 'resume'}`, {});
  if (reply.status !== 200) throw new Error(JSON.stringify(reply));
}

test.serial('an approver who was disabled after the vote does not count any more', async (t) => {
  const victim = await bench.makeVictim('disabled-approver');
  const asked = await bench.ask(`rm -rf ${victim}`);
  await pause(true);
  t.is(
    (await bench.request('POST', '/api/actions', { serverId: bench.serverId, command: `rm ${victim}/file` })).body[
      'code'
    ],
    'paused',
  );
  await bench.approve(String(asked.approvalId));
  for (const id of bench.approverIds) {
    await bench.system.database.pool.query(`update users set disabled_at = now() where id = $1`, [id]);
  }
  await pause(false);
  const ended = await bench.waitForEnd(asked.id);
  for (const id of bench.approverIds) {
    await bench.system.database.pool.query(`update users set disabled_at = null where id = $1`, [id]);
  }
  t.is(ended.state, 'rejected', JSON.stringify(ended.error));
  t.true(await bench.exists(victim));
});
