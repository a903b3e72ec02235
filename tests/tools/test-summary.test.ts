import test from 'ava';
import { addSummaries, formatSummary, TestCounter } from '../../tools/test-summary.js';

function count(output: string, exitCode: number | null): string {
  const counter = new TestCounter();
  // In small pieces, as a pipe may deliver it.
  for (let at = 0; at < output.length; at += 7) counter.add(output.slice(at, at + 7));
  return formatSummary(counter.finish(exitCode));
}

test('a clean run is counted from the closing line', (t) => {
  t.is(count('\n  ✔ one\n  ✔ two › three (1.2s)\n  ─\n\n  2 tests passed\n', 0), '2 passed, 0 failed');
  t.is(count('\n  ✔ one\n  ─\n\n  1 test passed', 0), '1 passed, 0 failed');
});

test('with a failure AVA gives no sum of passes: the marks are counted', (t) => {
  const output = '  ✔ a\n  ✘ [fail]: b\n  ✔ c\n  ─\n\n  b\n\n  ─\n\n  1 test failed\n';
  t.is(count(output, 1), '2 passed, 1 failed');
});

test('hooks, exceptions, rejections and time-outs are failures', (t) => {
  const output =
    '  ✔ a\n  ─\n\n  1 hook failed\n  2 tests failed\n  1 unhandled rejection\n  3 uncaught exceptions\n  4 tests remained pending after a timeout\n';
  t.is(count(output, 1), '1 passed, 11 failed');
});

test('an exception beside passing tests is a failure', (t) => {
  t.is(count('  ✔ a\n\n  1 test passed\n  1 uncaught exception\n', 1), '1 passed, 1 failed');
});

test('no test at all is a failure, and so is a bad exit code', (t) => {
  t.is(count('  ✘ Couldn’t find any files to test\n', 1), '0 passed, 1 failed');
  t.is(count('', 0), '0 passed, 1 failed');
  t.is(count('  ✔ a\n\n  1 test passed\n', null), '1 passed, 1 failed');
});

test('skipped tests are named, and colours do not matter', (t) => {
  const green = (text: string) => `\u001B[32m${text}\u001B[39m`;
  t.is(
    count(`  ${green('✔')} a\n\n  ${green('1 test passed')}\n  ${green('2 tests skipped')}\n`, 0),
    '1 passed, 0 failed, 2 skipped',
  );
});

test('what failed is kept to be said again at the end, a crashed file among it', (t) => {
  const counter = new TestCounter();
  counter.add('  ✔ a\n  ✘ [fail]: b\n  ✘ tests/c.test.ts exited due to SIGKILL\n  ─\n\n  1 test passed\n');
  t.deepEqual(counter.troubles, ['✘ [fail]: b', '✘ tests/c.test.ts exited due to SIGKILL']);
  t.is(formatSummary(counter.finish(1)), '1 passed, 1 failed');
});

test('a file that hangs after its tests have passed is named, and so is a test that was pending', (t) => {
  const counter = new TestCounter();
  counter.add('  ✔ a\n  \n  ✘ Timed out while running tests\n\n  Failed to exit when running tests/c.test.ts\n\n');
  counter.add('  2 tests were pending in tests/d.test.ts\n\n  ◌ d › first\n  ◌ d › second\n\n  1 test passed\n');
  t.deepEqual(counter.troubles, [
    '✘ Timed out while running tests',
    'Failed to exit when running tests/c.test.ts',
    '2 tests were pending in tests/d.test.ts',
    '◌ d › first',
    '◌ d › second',
  ]);
  t.is(formatSummary(counter.finish(1)), '1 passed, 1 failed');
});

test('what no test can be blamed for is named with its file', (t) => {
  const counter = new TestCounter();
  counter.add('  Uncaught exception in tests/c.test.ts\n\n  1 test passed\n  1 uncaught exception\n');
  t.deepEqual(counter.troubles, ['Uncaught exception in tests/c.test.ts']);
});

test('tests that are all left out on purpose are no failure', (t) => {
  t.is(count('  - [skip] a\n  ─\n\n  1 test skipped\n', 0), '0 passed, 0 failed, 1 skipped');
  t.is(count('  - [skip] a\n  ─\n\n  1 test skipped\n', 1), '0 passed, 1 failed, 1 skipped');
});

test('several runs add up', (t) => {
  const one = { passed: 3, failed: 0, skipped: 1 };
  t.deepEqual(addSummaries([one, { passed: 2, failed: 1, skipped: 0 }]), { passed: 5, failed: 1, skipped: 1 });
  t.deepEqual(addSummaries([]), { passed: 0, failed: 0, skipped: 0 });
});
