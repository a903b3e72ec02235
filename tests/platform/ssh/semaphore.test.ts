import test from 'ava';
import { Semaphore } from '../../../src/platform/ssh/semaphore.js';

async function isPending(work: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([work, new Promise((resolve) => setImmediate(resolve, pending))])) === pending;
}

test('serves in order of arrival, urgent ones first', async (t) => {
  const semaphore = new Semaphore(1);
  const order: string[] = [];
  const first = await semaphore.acquire();
  const enter = async (name: string, urgent: boolean): Promise<void> => {
    const release = await semaphore.acquire({ urgent });
    order.push(name);
    release();
  };
  const all = [enter('a', false), enter('b', false), enter('urgent 1', true), enter('urgent 2', true)];
  first();
  await Promise.all(all);
  t.deepEqual(order, ['urgent 1', 'urgent 2', 'a', 'b']);
  t.is(semaphore.active, 0);
});

test('counts a slot that is given back twice once', async (t) => {
  const semaphore = new Semaphore(2);
  const release = await semaphore.acquire();
  await semaphore.acquire();
  release();
  release();
  t.is(semaphore.active, 1);
});

test('forgets a waiter whose signal is aborted', async (t) => {
  const semaphore = new Semaphore(1);
  const release = await semaphore.acquire();
  const controller = new AbortController();
  const waiting = semaphore.acquire({ signal: controller.signal });
  const reason = new Error('enough');
  controller.abort(reason);
  t.is(await t.throwsAsync(waiting), reason);
  t.is(semaphore.waiting, 0);
  release();
  t.is(semaphore.active, 0);
  t.is(await t.throwsAsync(semaphore.acquire({ signal: AbortSignal.abort(reason) })), reason);
});

test('lets more in when its limit rises, and fewer when it falls', async (t) => {
  const semaphore = new Semaphore(1);
  await semaphore.acquire();
  const waiting = semaphore.acquire();
  t.true(await isPending(waiting));
  semaphore.limit = 2;
  const release = await waiting;
  semaphore.limit = 0;
  t.is(semaphore.limit, 1);
  const next = semaphore.acquire();
  release();
  t.true(await isPending(next));
});
