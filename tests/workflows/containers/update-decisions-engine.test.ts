import type { ContainerUpdate } from '../../../src/domain/containers/updates/update.js';
import type { Approval } from '../../../src/domain/protection/approval.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { buildImage } from '../../helpers/oci-images.js';
import { startUpdateFixture, type UpdateFixture } from '../../helpers/update-fixture.js';

// What people decide about an update, and what is found before anything is stopped.
const test = testWithEngine('debian');
let fixture: UpdateFixture;
const UPDATES = '/api/containers/updates';

test.before(async () => {
  fixture = await startUpdateFixture();
});
test.after.always(async () => {
  await fixture?.stop();
});

const names = async (): Promise<string[]> => (await fixture.engine.listContainers()).map(({ name }) => name);
const strays = async (): Promise<string[]> => (await names()).filter((name) => name.includes('.mw-'));

/** A container that serves `one`, with another image under its tag. */
async function ready(name: string, body: Record<string, unknown> = {}): Promise<{ id: string; reference: string }> {
  const reference = await fixture.publish(`decide/${name}`, '1', 'one');
  const id = await fixture.run(name, reference, { body });
  await fixture.publish(`decide/${name}`, '1', 'two');
  await fixture.discover();
  return { id, reference };
}

const always = { policy: { approval: 'always' } };

test.serial('an update waits for approval with its plan, and goes on once it is approved', async (t) => {
  const { id } = await ready('approved');
  const update = await fixture.until((await fixture.update('approved', always)).id, ['waiting_for_approval']);
  t.is(update.state, 'waiting_for_approval');
  const approval = await fixture.system.ask<Approval>('GET', `/api/approvals/${update.approvalId ?? ''}`);
  t.is(approval.state, 'pending');
  t.is(approval.subject.id, update.id);
  t.is(approval.plan.hash, update.planHash ?? '');
  t.true(approval.plan.steps.length > 5);
  t.deepEqual(
    approval.plan.blastRadius.map(({ name }) => name),
    ['approved'],
  );
  t.is((await fixture.engine.inspectContainer('approved'))['Id'], id);
  const wrong = await fixture.system.api('POST', `/api/approvals/${approval.id}/approve`, { planHash: 'f'.repeat(64) });
  t.is(wrong.status, 409, wrong.text);
  t.is(wrong.body['code'], 'plan_changed');
  await fixture.system.ask('POST', `/api/approvals/${approval.id}/approve`, { planHash: approval.plan.hash });
  const twice = await fixture.system.api('POST', `/api/approvals/${approval.id}/approve`, {});
  t.is(twice.body['code'], 'approval_decided', twice.text);
  const ended = await fixture.until(update.id);
  t.is(ended.state, 'committed', JSON.stringify(ended.error));
  t.is(await fixture.answer('approved'), 'two');
});

test.serial('what was rejected is not proposed again', async (t) => {
  const { id } = await ready('rejected');
  const update = await fixture.until((await fixture.update('rejected', always)).id, ['waiting_for_approval']);
  await fixture.system.ask('POST', `/api/approvals/${update.approvalId ?? ''}/reject`, { reason: 'not on a Friday' });
  const ended = await fixture.until(update.id);
  t.is(ended.state, 'rejected');
  t.true(ended.error?.message.includes('not on a Friday'));
  t.is((await fixture.engine.inspectContainer('rejected'))['Id'], id);
  const again = await fixture.until((await fixture.update('rejected')).id);
  t.is(again.state, 'unchanged', JSON.stringify(again.error));
});

test.serial('the signal of the Web UI decides as the API does', async (t) => {
  await ready('signalled');
  const update = await fixture.until((await fixture.update('signalled', always)).id, ['waiting_for_approval']);
  await fixture.system.services.temporal.call((client) =>
    client.workflow
      .getHandle(update.workflowId)
      .signal('decide', { decision: 'approve', by: 'operator at the screen' }),
  );
  const ended = await fixture.until(update.id);
  t.is(ended.state, 'committed', JSON.stringify(ended.error));
});

test.serial('an image that moved while it waited is asked about again', async (t) => {
  await ready('moved');
  const update = await fixture.until((await fixture.update('moved', always)).id, ['waiting_for_approval']);
  await fixture.publish('decide/moved', '1', 'three');
  await fixture.system.ask('POST', `/api/approvals/${update.approvalId ?? ''}/approve`, {});
  const asked = await waitForOtherApproval(update.id, update.approvalId);
  t.not(asked.planHash, update.planHash);
  t.is(await fixture.answer('moved'), 'one');
  await fixture.system.ask('POST', `/api/approvals/${asked.approvalId ?? ''}/approve`, {});
  t.is((await fixture.until(update.id)).state, 'committed');
  t.is(await fixture.answer('moved'), 'three');
});

async function waitForOtherApproval(id: string, former: string | null): Promise<ContainerUpdate> {
  for (let look = 0; look < 300; look += 1) {
    const update = await fixture.read(id);
    if (update.state === 'waiting_for_approval' && update.approvalId !== former) return update;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('It was not asked again');
}

test.serial('two updates of one container: the second is told of the first', async (t) => {
  await ready('once');
  const first = await fixture.until((await fixture.update('once', always)).id, ['waiting_for_approval']);
  const containerId = await fixture.containerId('once');
  const second = await fixture.system.api('POST', UPDATES, { containerId });
  t.is(second.status, 409, second.text);
  t.is(second.body['code'], 'update_in_progress');
  t.like(second.body, { updateId: first.id });
  const cancelled = await fixture.system.api('POST', `${UPDATES}/${first.id}/cancel`);
  t.is(cancelled.status, 200, cancelled.text);
  const ended = await fixture.until(first.id);
  t.is(ended.state, 'cancelled');
  const approval = await fixture.system.ask<Approval>('GET', `/api/approvals/${first.approvalId ?? ''}`);
  t.is(approval.state, 'withdrawn');
  t.is((await fixture.system.api('POST', `${UPDATES}/${first.id}/rollback`)).body['code'], 'update_ended');
});

test.serial('asked back while it is watched: the same container as before', async (t) => {
  const { id } = await ready('asked-back');
  const policy = { health: { stabilitySeconds: 60, timeoutSeconds: 90 } };
  const update = await fixture.until((await fixture.update('asked-back', { policy })).id, ['validating']);
  t.is(update.state, 'validating', JSON.stringify(update.error));
  await fixture.system.ask('POST', `${UPDATES}/${update.id}/rollback`);
  const ended = await fixture.until(update.id);
  t.is(ended.state, 'rolled_back', JSON.stringify(ended.error));
  t.is((await fixture.engine.inspectContainer('asked-back'))['Id'], id);
  t.is(await fixture.answer('asked-back'), 'one');
  t.deepEqual(await strays(), []);
});

test.serial('an image for another architecture is found before anything is stopped', async (t) => {
  const { id } = await ready('armed');
  await fixture.registry.push('decide/armed', '1', buildImage({ architecture: 'arm64', files: { a: 'b' } }));
  const ended = await fixture.until((await fixture.update('armed')).id);
  t.is(ended.state, 'failed');
  t.is(ended.error?.code, 'wrong_platform', JSON.stringify(ended.error));
  const inspect = await fixture.engine.inspectContainer('armed');
  t.is(inspect['Id'], id);
  t.is(ended.needsAttention, false);
  t.true((inspect['State'] as { Running: boolean }).Running);
});

test.serial('a pull that breaks off within its stream leaves everything as it was', async (t) => {
  const { id, reference } = await ready('broken-pull');
  const before = (await fixture.engine.inspectImage(reference))['Id'];
  const image = buildImage({ files: { 'www/index.html': 'x'.repeat(100_000) }, format: 'oci' });
  await fixture.registry.push('decide/broken-pull', '1', image);
  const layer = image.layers.at(-1)?.digest ?? '';
  const remove = fixture.registry.addRule({ method: 'GET', path: new RegExp(layer), cutAfterBytes: 10 });
  const ended = await fixture.until((await fixture.update('broken-pull')).id);
  remove();
  t.is(ended.state, 'failed', JSON.stringify(ended));
  t.is(ended.error?.step, 'pull');
  t.is((await fixture.engine.inspectContainer('broken-pull'))['Id'], id);
  t.is((await fixture.engine.inspectImage(reference))['Id'], before);
  t.deepEqual(await strays(), []);
});

test.serial('a container that has the name which the update needs is told before the stop', async (t) => {
  const { id } = await ready('named');
  const update = await fixture.until((await fixture.update('named', always)).id, ['waiting_for_approval']);
  const name = `named.mw-${update.id.replaceAll('-', '').slice(-8)}`;
  await fixture.run(name, await fixture.publish('decide/other', '1', 'other'));
  await fixture.system.ask('POST', `/api/approvals/${update.approvalId ?? ''}/approve`, {});
  const ended = await fixture.until(update.id);
  t.is(ended.state, 'failed');
  t.is(ended.error?.code, 'name_taken', JSON.stringify(ended.error));
  t.is((await fixture.engine.inspectContainer('named'))['Id'], id);
  await fixture.engine.removeContainer(name, { force: true });
});

test.serial('nothing newer: unchanged, and nothing was touched', async (t) => {
  const reference = await fixture.publish('decide/current', '1', 'one');
  const id = await fixture.run('current', reference);
  await fixture.discover();
  const ended = await fixture.until((await fixture.update('current')).id);
  t.is(ended.state, 'unchanged', JSON.stringify(ended.error));
  t.is((await fixture.engine.inspectContainer('current'))['Id'], id);
});
