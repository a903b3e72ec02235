import test from 'ava';
import { waitForRemoval } from '../../../../src/activities/containers/update/wait-for-removal.js';
import { EngineError, type EngineErrorCode } from '../../../../src/platform/engines/engine-error.js';

const failing = (code: EngineErrorCode) => ({
  waitContainer: () => Promise.reject(new EngineError(code, `it is ${code}`)),
});

test('a container that is gone before it is waited for has been removed', async (t) => {
  await t.notThrowsAsync(waitForRemoval(failing('not_found'), 'x'));
});

test('anything else that keeps from waiting is told', async (t) => {
  await t.throwsAsync(waitForRemoval(failing('unavailable'), 'x'), { code: 'unavailable' });
});
