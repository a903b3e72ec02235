import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { RulesPatch } from '../../../../src/domain/containers/policies/update-policy.js';
import { readPolicySubjects } from '../../../../src/models/containers/read-policy-subject.js';
import { resolveRequestedPolicy } from '../../../../src/operations/containers/policies/effective-policy.js';
import { createUpdatePolicy } from '../../../../src/operations/containers/policies/update-policies.js';
import type { CallContext, Role } from '../../../../src/operations/context.js';
import { MillwrightError } from '../../../../src/platform/errors/millwright-error.js';
import { createScene, type Scene } from '../../credentials/credentials-fixture.js';

let scene: Scene;
let containerId: string;

test.before(async () => {
  scene = await createScene();
  containerId = await addContainer(scene);
  await createUpdatePolicy(scene.context, {
    name: 'semver',
    selector: 'name=web,site=default',
    priority: 0,
    strategy: 'semver',
    constraint: '^1.2',
  });
});
test.after.always(() => scene?.db.drop());

async function addContainer({ db }: Scene): Promise<string> {
  const { knex } = db.database;
  const [serverId, hostId, id] = [randomUUID(), randomUUID(), randomUUID()];
  const server = { id: serverId, name: 'srv', address: '127.0.0.1', site: 'default', transport: 'local' };
  await knex('servers').insert(server);
  await knex('container_hosts').insert({ id: hostId, serverId, runtime: 'docker', socketPath: '/run/docker.sock' });
  const image = { imageReference: 'nginx:1.27', imageId: 'sha256:1' };
  await knex('containers').insert({
    id,
    hostId,
    runtimeId: 'r',
    name: 'web',
    ...image,
    state: 'running',
    health: 'none',
  });
  return id;
}

function resolveAs(role: Role, request: RulesPatch | null) {
  const context: CallContext = { ...scene.context, actor: { ...scene.context.actor, role } };
  return resolveRequestedPolicy(context, containerId, request);
}

test('whoever may ask for an update may tighten its rules', async (t) => {
  const { rules } = await resolveAs('operator', { approval: 'always', backup: { volumes: true } });
  t.like(rules, { approval: 'always', backup: { image: true, volumes: true }, strategy: 'semver', constraint: '^1.2' });
  t.is((await resolveAs('operator', null)).rules.approval, 'risk');
});

test('loosening them needs an admin, and every looser field is named', async (t) => {
  const request: RulesPatch = { approval: 'never', health: { stabilitySeconds: 1 } };
  const error = await t.throwsAsync(resolveAs('operator', request), { instanceOf: MillwrightError });
  t.is(error.code, 'forbidden');
  t.regex(error.message, /\(approval, health\.stabilitySeconds\).*needs the role admin; Ada is operator/);
  t.deepEqual(
    error.errors.map(({ path }) => path),
    ['policy.approval', 'policy.health.stabilitySeconds'],
  );
  const { rules } = await resolveAs('admin', request);
  t.like(rules, { approval: 'never', health: { stabilitySeconds: 1, timeoutSeconds: 300 } } as never);
});

const WRONG: Readonly<Record<string, readonly [RulesPatch, path: string]>> = {
  'a range that is none': [{ constraint: 'x y' }, 'policy.constraint'],
  'a range that is no pattern': [{ strategy: 'pattern', constraint: '(' }, 'policy.constraint'],
  'a window that is not there': [{ maintenanceWindowId: randomUUID() }, 'policy.maintenanceWindowId'],
};

for (const [title, [request, path]] of Object.entries(WRONG)) {
  test(`${title} is unprocessable`, async (t) => {
    const error = await t.throwsAsync(resolveAs('admin', request), { instanceOf: MillwrightError });
    t.is(error.code, 'unprocessable');
    t.deepEqual(
      error.errors.map((issue) => issue.path),
      [path],
    );
  });
}

test('a container that is not there is not_found, and left out among many', async (t) => {
  const error = await t.throwsAsync(resolveRequestedPolicy(scene.context, randomUUID(), null), {
    instanceOf: MillwrightError,
  });
  t.is(error.code, 'not_found');
  const subjects = await readPolicySubjects(scene.db.database.knex, [randomUUID(), containerId]);
  t.deepEqual(
    subjects.map(({ id, server, site }) => [id, server, site]),
    [[containerId, 'srv', 'default']],
  );
});
