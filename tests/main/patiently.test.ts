import test from 'ava';
import { patiently } from '../../src/main/patiently.js';
import { MillwrightError } from '../../src/platform/errors/millwright-error.js';

test('work is repeated while a part is not there yet, which is told once', async (t) => {
  const told: string[] = [];
  let calls = 0;
  const work = async (): Promise<string> => {
    calls += 1;
    if (calls < 3) throw new MillwrightError('temporal_unavailable', 'Temporal cannot be reached at the moment.');
    return 'done';
  };
  t.is(await patiently(work, (line) => told.push(line)), 'done');
  t.is(calls, 3);
  t.deepEqual(told, ['Temporal cannot be reached at the moment. Trying again']);
});

test('what a repetition does not mend is not repeated', async (t) => {
  let calls = 0;
  const work = async (): Promise<never> => {
    calls += 1;
    throw new MillwrightError('configuration_invalid', 'That is wrong.');
  };
  const error = await t.throwsAsync(patiently(work), { instanceOf: MillwrightError });
  t.is(error?.code, 'configuration_invalid');
  t.is(calls, 1);
});
