import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { startActionBench, type Action, type ActionBench } from '../helpers/action-bench.js';
import { waitUntil } from '../helpers/wait-until.js';

const TIME_LIMIT_MS = 180_000;
const TEST_LIMIT_MS = 300_000;
const POLL_MS = 5;

/** The worker is killed as soon as the condition holds; `$1` is the action. */
interface Moment {
  readonly title: string;
  readonly when: string;
  /** The approval is given while nobody works. */
  readonly approveDead?: boolean;
}

const MOMENTS: readonly Moment[] = [
  { title: 'before anybody has approved', when: 'select true as now', approveDead: true },
  {
    title: 'in the moment of the last vote',
    when: `select true as now from actions a join approvals p on p.id = a.approval_id where a.id = $1 and p.state = 'approved'`,
  },
  {
    title: 'in the last moment to think',
    when: `select true as now from actions where id = $1 and state in ('cooling_down', 'revalidating', 'executing')`,
  },
  { title: 'when the token is issued', when: 'select true as now from action_runs where action_id = $1' },
  {
    title: 'when the token is consumed',
    when: 'select true as now from action_runs where action_id = $1 and consumed_at is not null',
  },
  {
    title: 'when it lies on the host',
    when: 'select true as now from action_runs where action_id = $1 and directory is not null',
  },
  { title: 'while it runs', when: 'began' },
  { title: 'when it has ended on the host', when: 'ended' },
  {
    title: 'when its end is written down',
    when: `select true as now from action_runs where action_id = $1 and outcome = 'ended'`,
  },
];

const counts = { kills: 0, actions: 0, runs: 0, twice: 0, lost: 0, intents: 0 };
let bench: ActionBench;

test.before(async () => {
  bench = await startActionBench('child');
});
test.after.always(() => bench?.stop());

async function readTrace(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

async function killWhen({ when }: Moment, action: Action, trace: string): Promise<void> {
  const holds = async (): Promise<boolean> => {
    if (when === 'began') return (await readTrace(trace)).includes('began');
    if (when === 'ended') return (await readTrace(trace)).includes('ended');
    const values = when.includes('$1') ? [action.id] : [];
    return (await bench.system.database.pool.query(when, values)).rows.length > 0;
  };
  const until = Date.now() + TIME_LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`it never came to: ${when}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await bench.system.worker().kill();
  counts.kills += 1;
}

for (const [index, moment] of MOMENTS.entries()) {
  test.serial(`a worker killed ${moment.title} runs the command once, and only with its approval`, async (t) => {
    t.timeout(TEST_LIMIT_MS);
    const victim = await bench.makeVictim(`victim-${index}`);
    const trace = path.join(bench.directory, `trace-${index}`);
    const asked = await bench.ask(`rm -rf ${victim}; echo began >> ${trace}; sleep 1; echo ended >> ${trace}`);
    counts.actions += 1;
    t.deepEqual(await readTrace(trace), [], 'nothing before the approval');
    const killed = killWhen(moment, asked, trace);
    if (moment.approveDead === true) await killed;
    await bench.approve(String(asked.approvalId));
    await killed;
    await bench.system.startWorkerProcess();
    const ended = await bench.waitForEnd(asked.id, TIME_LIMIT_MS);
    const lines = await readTrace(trace);
    counts.runs += lines.filter((line) => line === 'began').length;
    if (lines.filter((line) => line === 'began').length > 1) counts.twice += 1;
    if (!lines.includes('ended')) counts.lost += 1;
    const audit = await bench.auditOf(asked.id);
    counts.intents += audit.filter((line) => line === 'action.executing requested').length;
    t.is(ended.state, 'succeeded', JSON.stringify(ended.error));
    t.deepEqual(lines, ['began', 'ended']);
    t.false(await bench.exists(victim));
    t.is(audit.filter((line) => line === 'action.executed succeeded').length, 1);
    t.is(audit.at(-1), 'action.ended succeeded');
    t.true(await bench.chainIsSound());
  });
}

for (const { title, when } of [
  { title: 'when the way back is opened', when: `part = 'rollback'` },
  { title: 'when the way back is launched', when: `part = 'rollback' and directory is not null` },
] as const) {
  test.serial(`a worker killed ${title} takes a failed command back once`, async (t) => {
    t.timeout(TEST_LIMIT_MS);
    const file = path.join(await bench.makeVictim(title.replaceAll(' ', '-')), 'file');
    const before = await readFile(file, 'utf8');
    const asked = await bench.ask(`rm -f ${file}; exit 9`);
    counts.actions += 1;
    const moment = { title, when: `select true as now from action_runs where action_id = $1 and ${when}` };
    const killed = killWhen(moment, asked, '');
    await bench.approve(String(asked.approvalId));
    await killed;
    await bench.system.startWorkerProcess();
    const ended = await bench.waitForEnd(asked.id, TIME_LIMIT_MS);
    t.is(ended.state, 'rolled_back', JSON.stringify(ended.error));
    t.is(await readFile(file, 'utf8'), before);
    const audit = await bench.auditOf(asked.id);
    const runs = audit.filter((line) => line.startsWith('action.executed'));
    counts.runs += runs.length;
    counts.intents += audit.filter((line) => line === 'action.executing requested').length;
    t.deepEqual(runs, ['action.executed failed', 'action.executed succeeded']);
    t.true(await bench.chainIsSound());
  });
}

test.serial('a worker killed again and again at any moment never runs a command twice', async (t) => {
  t.timeout(5 * TEST_LIMIT_MS);
  const rounds = 4;
  for (let round = 0; round < rounds; round += 1) {
    const victim = await bench.makeVictim(`random-${round}`);
    const trace = path.join(bench.directory, `random-trace-${round}`);
    const asked = await bench.ask(`rm -rf ${victim}; echo began >> ${trace}; sleep 1; echo ended >> ${trace}`);
    counts.actions += 1;
    await bench.approve(String(asked.approvalId));
    await new Promise((resolve) => setTimeout(resolve, (round + 1) * 450));
    await bench.system.worker().kill();
    counts.kills += 1;
    await bench.system.startWorkerProcess();
    const ended = await bench.waitForEnd(asked.id, TIME_LIMIT_MS);
    const lines = await readTrace(trace);
    counts.runs += lines.filter((line) => line === 'began').length;
    if (lines.filter((line) => line === 'began').length > 1) counts.twice += 1;
    if (!lines.includes('ended')) counts.lost += 1;
    counts.intents += (await bench.auditOf(asked.id)).filter((line) => line === 'action.executing requested').length;
    t.is(ended.state, 'succeeded', JSON.stringify(ended.error));
    t.deepEqual(lines, ['began', 'ended']);
  }
  t.true(await bench.chainIsSound());
});

test.serial('nothing of a run stays behind on the host', async (t) => {
  const { rows } = await bench.system.database.pool.query<{ directory: string }>(
    `select directory from action_runs where directory is not null and outcome = 'ended'`,
  );
  t.true(rows.length > 0);
  for (const { directory } of rows) {
    await t.notThrowsAsync(waitUntil(async () => !(await bench.exists(directory)), 40_000));
  }
});

test.after((t) => {
  t.log(
    `workers killed with SIGKILL: ${counts.kills}; actions: ${counts.actions}; runs on the host: ${counts.runs}; ` +
      `intents in the audit: ${counts.intents}; run twice: ${counts.twice}; lost: ${counts.lost}`,
  );
});
