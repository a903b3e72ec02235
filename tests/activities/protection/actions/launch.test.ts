import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import test from 'ava';
import type { ActionDependencies } from '../../../../src/activities/protection/actions/dependencies.js';
import { followRun } from '../../../../src/activities/protection/actions/follow.js';
import { launchRun, settleRun } from '../../../../src/activities/protection/actions/launch.js';
import { revalidate } from '../../../../src/activities/protection/actions/revalidate.js';
import { startActionBench, type Action, type ActionBench } from '../../../helpers/action-bench.js';

// Nobody works here: the steps are taken by the tests themselves.
let bench: ActionBench;
let dependencies: ActionDependencies;

test.before(async () => {
  bench = await startActionBench('none');
  const { database, keyring, hosts, judge, readFingerprint } = bench.system.services;
  dependencies = { database, keyring, hosts, judge, readFingerprint, heartbeat: () => undefined };
});
test.after.always(() => bench?.stop());

async function askApproved(name: string): Promise<{ readonly action: Action; readonly trace: string }> {
  const victim = await bench.makeVictim(name);
  const trace = path.join(bench.directory, `${name}.trace`);
  const action = await bench.ask(`rm -rf ${victim}; echo ran >> ${trace}`);
  await bench.approve(String(action.approvalId));
  return { action, trace };
}

const readTrace = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

test.serial('of executors that race for one token exactly one runs', async (t) => {
  const { action, trace } = await askApproved('race');
  const { runId } = await revalidate(dependencies, action.id);
  const ref = { actionId: action.id, runId: String(runId) };
  const launched = await Promise.all(Array.from({ length: 6 }, () => launchRun(dependencies, ref)));
  t.is(launched.filter(({ outcome }) => outcome === 'launched').length, 1);
  t.is(launched.filter(({ outcome }) => outcome === 'fenced').length, 5);
  t.like(await followRun(dependencies, ref), { outcome: 'ended', exitCode: 0 });
  t.is(await readTrace(trace), 'ran\n');
});

test.serial('tokens made twice run once as well', async (t) => {
  const { action, trace } = await askApproved('two-tokens');
  const tokens = [await revalidate(dependencies, action.id), await revalidate(dependencies, action.id)];
  const refs = tokens.map(({ runId }) => ({ actionId: action.id, runId: String(runId) }));
  const outcomes = await Promise.all(refs.map((ref) => launchRun(dependencies, ref)));
  t.is(outcomes.filter(({ outcome }) => outcome === 'launched').length, 1);
  for (const [index, { outcome }] of outcomes.entries()) {
    if (outcome === 'launched' && refs[index] !== undefined) await followRun(dependencies, refs[index]);
  }
  t.is(await readTrace(trace), 'ran\n');
});

test.serial('a token that was settled as never launched is worth nothing to who comes late', async (t) => {
  const { action, trace } = await askApproved('late');
  const { runId } = await revalidate(dependencies, action.id);
  const ref = { actionId: action.id, runId: String(runId) };
  t.deepEqual(await settleRun(dependencies, ref), { outcome: 'not_run' });
  t.is((await launchRun(dependencies, ref)).outcome, 'fenced');
  t.is(await readTrace(trace), '');
});

test.serial('a cancel in the last moment beats the launch', async (t) => {
  const { action, trace } = await askApproved('cancelled-late');
  const { runId } = await revalidate(dependencies, action.id);
  t.is((await bench.request('POST', `/api/actions/${action.id}/cancel`)).status, 200);
  const launched = await launchRun(dependencies, { actionId: action.id, runId: String(runId) });
  t.is(launched.outcome, 'cancelled');
  t.is(await readTrace(trace), '');
});

test.serial('without its intent in the audit nothing runs', async (t) => {
  const { action, trace } = await askApproved('no-audit');
  const { runId } = await revalidate(dependencies, action.id);
  const owner = new pg.Client({ connectionString: bench.system.services.places.ownerUrl });
  await owner.connect();
  await owner.query('alter function audit_append(jsonb) rename to audit_append_away');
  try {
    await t.throwsAsync(launchRun(dependencies, { actionId: action.id, runId: String(runId) }));
  } finally {
    await owner.query('alter function audit_append_away(jsonb) rename to audit_append');
    await owner.end();
  }
  t.is(await readTrace(trace), '');
  const { rows } = await bench.system.database.pool.query<{ consumed_at: Date | null }>(
    'select consumed_at from action_runs where id = $1',
    [runId],
  );
  t.deepEqual(
    rows,
    [{ consumedAt: null }].map(() => ({ consumed_at: null })),
  );
});

test.serial('what was not approved gets no token', async (t) => {
  const victim = await bench.makeVictim('unapproved');
  const action = await bench.ask(`rm -rf ${victim}`);
  t.like(await revalidate(dependencies, action.id), { verdict: 'refused', runId: null });
  t.true(await bench.exists(victim));
});
