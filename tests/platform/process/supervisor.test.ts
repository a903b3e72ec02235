import test from 'ava';
import type { ProcessExit } from '../../../src/platform/process/managed-process.js';
import { Supervisor, type SupervisedPart, type UnexpectedExit } from '../../../src/platform/process/supervisor.js';

interface ToyPart extends SupervisedPart {
  end(exit: ProcessExit): void;
  readonly stops: number;
}

function makePart(name: string, order: string[] = [], more: Partial<SupervisedPart> = {}): ToyPart {
  let end: (exit: ProcessExit) => void = () => undefined;
  const exited = new Promise<ProcessExit>((resolve) => (end = resolve));
  let stops = 0;
  return {
    name,
    exited,
    end,
    get stops() {
      return stops;
    },
    async stop() {
      stops += 1;
      order.push(name);
      end({ code: 0, signal: null });
    },
    ...more,
  };
}

test('everything is stopped in reverse order of its start, and that is no accident', async (t) => {
  const order: string[] = [];
  const reported: UnexpectedExit[] = [];
  const supervisor = new Supervisor({ onUnexpectedExit: (exit) => reported.push(exit) });
  for (const name of ['database', 'Temporal', 'worker']) supervisor.add(makePart(name, order));
  t.deepEqual(supervisor.names, ['database', 'Temporal', 'worker']);
  t.deepEqual(await supervisor.stopAll(), []);
  t.deepEqual(order, ['worker', 'Temporal', 'database']);
  t.deepEqual(await supervisor.stopAll(), []);
  t.deepEqual(reported, []);
});

test('an unexpected end is told with name, reason, last lines and log', async (t) => {
  const part = makePart('Temporal', [], { logPath: '/data/temporal.log', readLastLines: async () => ['out of luck'] });
  const reported = new Promise<UnexpectedExit>((resolve) => {
    new Supervisor({ onUnexpectedExit: resolve }).add(part);
  });
  part.end({ code: 2, signal: null });
  t.deepEqual(await reported, {
    name: 'Temporal',
    code: 2,
    signal: null,
    sentence:
      'Temporal exited with code 2 although nobody asked it to. Its log: /data/temporal.log. It said last:\n  out of luck',
  });
  await new Promise((resolve) => setImmediate(resolve));
  t.is(part.stops, 1, 'what it left behind is cleaned up');
});

test('a log that cannot be read does not hide the end', async (t) => {
  const part = makePart('worker', [], { readLastLines: () => Promise.reject(new Error('unreadable')) });
  const reported = new Promise<UnexpectedExit>((resolve) => {
    new Supervisor({ onUnexpectedExit: resolve }).add(part);
  });
  part.end({ code: null, signal: 'SIGKILL' });
  t.is((await reported).sentence, 'worker was killed by SIGKILL although nobody asked it to.');
});

test('a part that is taken out ends quietly', async (t) => {
  const reported: UnexpectedExit[] = [];
  const supervisor = new Supervisor({ onUnexpectedExit: (exit) => reported.push(exit) });
  const part = supervisor.add(makePart('database'));
  await supervisor.remove(part);
  await part.exited;
  await new Promise((resolve) => setImmediate(resolve));
  t.deepEqual([supervisor.names, reported], [[], []]);
});

test('one part that cannot be stopped does not keep the others from it', async (t) => {
  const order: string[] = [];
  const error = new Error('stuck');
  const supervisor = new Supervisor({ onUnexpectedExit: () => undefined });
  supervisor.add(makePart('first', order));
  supervisor.add(makePart('second', order, { stop: () => Promise.reject(error) }));
  t.deepEqual(await supervisor.stopAll(), [{ name: 'second', error }]);
  t.deepEqual(order, ['first']);
});

test('a stop that comes during a start waits for it and then stops that part too', async (t) => {
  const order: string[] = [];
  const supervisor = new Supervisor({ onUnexpectedExit: () => undefined });
  supervisor.add(makePart('first', order));
  const second = supervisor.start(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return makePart('second', order);
  });
  const failing = supervisor.start(() => Promise.reject(new Error('no')));
  const stopped = supervisor.stopAll();
  await t.throwsAsync(failing, { message: 'no' });
  await second;
  t.deepEqual(await stopped, []);
  t.deepEqual(order, ['second', 'first']);
});
