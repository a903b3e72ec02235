import test from 'ava';
import { fc } from '../../helpers/properties.js';
import { PullProgress } from '../../../src/platform/engines/pull-progress.js';

const lines = (...values: readonly unknown[]): Buffer =>
  Buffer.from(values.map((value) => `${JSON.stringify(value)}\r\n`).join(''));

test('the downloads of all layers are summed up', (t) => {
  const told: unknown[] = [];
  const progress = new PullProgress((sum) => told.push(sum));
  progress.accept(
    lines(
      { status: 'Pulling from team/app', id: '1' },
      { status: 'Downloading', id: 'a', progressDetail: { current: 5, total: 10 } },
      { status: 'Downloading', id: 'b', progressDetail: { current: 50, total: 100 } },
      { status: 'Download complete', id: 'a', progressDetail: {} },
      { status: 'Extracting', id: 'a', progressDetail: { current: 1, total: 10 } },
      { status: 'Status: Downloaded newer image' },
    ),
  );
  progress.finish();
  t.deepEqual(told.at(-1), { downloadedBytes: 60, totalBytes: 110 });
  t.is(progress.error, undefined);
});

test('an error is found wherever it stands and however it is written', (t) => {
  const rows: readonly (readonly [unknown, string])[] = [
    [{ errorDetail: { message: 'unexpected EOF' }, error: 'unexpected EOF' }, 'unexpected EOF'],
    [{ errorDetail: { code: 401, message: 'no login' } }, 'no login'],
    [{ error: 'only the old field' }, 'only the old field'],
    [{ id: 'a', status: 'Downloading', error: 'beside a status' }, 'beside a status'],
    [{ error: {} }, 'the engine reports an error without a text'],
  ];
  for (const [line, wanted] of rows) {
    const progress = new PullProgress();
    progress.accept(lines({ status: 'Pulling' }, line, { status: 'Status: Downloaded newer image' }));
    progress.finish();
    t.is(progress.error, wanted);
  }
});

test('a last line without an end is read as well', (t) => {
  const progress = new PullProgress();
  progress.accept(Buffer.from('{"status":"x"}\n{"error":"at the very end"}'));
  t.is(progress.error, undefined);
  progress.finish();
  t.is(progress.error, 'at the very end');
});

test('a line that is no JSON is an error, one without end a failure', (t) => {
  const progress = new PullProgress();
  progress.accept(Buffer.from('<html>\n'));
  t.regex(progress.error ?? '', /no JSON: <html>/);
  t.throws(() => new PullProgress().accept(Buffer.alloc(2_000_000, 'x')), { message: /more than 1048576 bytes/ });
});

test('however the lines are cut, the error is the same', (t) => {
  const whole = lines({ status: 'ä' }, { error: 'größer' }, { status: 'end' });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (cuts) => {
      const progress = new PullProgress();
      for (let at = 0, cut = 0; at < whole.length; cut += 1) {
        const length = cuts[cut % cuts.length] ?? 1;
        progress.accept(whole.subarray(at, at + length));
        at += length;
      }
      progress.finish();
      return progress.error === 'größer';
    }),
  );
  t.pass();
});
