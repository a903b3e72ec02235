import test from 'ava';
import { planRecreation } from '../../../../src/domain/containers/recreation/plan-recreation.js';
import { problemsOf, requestFor } from './made-container.js';

test('what is not an inspect is unreadable, not an exception', (t) => {
  const request = requestFor({});
  const codes = (over: object): readonly string[] => {
    const plan = planRecreation({ ...request, ...over });
    return plan.ok ? [] : plan.problems.map(({ code }) => code);
  };
  t.true(codes({ container: {} }).includes('unreadable'));
  t.true(codes({ container: { ...request.container, HostConfig: null } }).includes('unreadable'));
  t.true(codes({ newImage: {} }).includes('unreadable'));
  t.deepEqual(codes({}), []);
});

test('an old image that is not the container’s is refused: the difference would be wrong', (t) => {
  t.deepEqual(problemsOf({ top: { Image: 'sha256:another' } }), ['old_image_mismatch']);
  t.deepEqual(problemsOf({ top: { Image: 'old' } }), [], 'Podman writes ids without the name of the digest');
});

test('containers that something else replaces are left to it', (t) => {
  for (const label of ['com.docker.swarm.service.id', 'PODMAN_SYSTEMD_UNIT', 'io.kubernetes.pod.uid'])
    t.deepEqual(problemsOf({ config: { Labels: { [label]: 'x' } } }), ['managed_elsewhere'], label);
});

test('every problem says what to do', (t) => {
  const plan = planRecreation(requestFor({ newPlatform: { Architecture: 'arm64' } }));
  t.false(plan.ok);
  if (!plan.ok)
    t.is(
      plan.problems[0]?.message,
      'The new image is for linux/arm64, the container runs one for linux/amd64: choose an image for the same platform.',
    );
});
