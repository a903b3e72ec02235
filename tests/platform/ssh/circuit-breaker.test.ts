import test from 'ava';
import { CircuitBreaker } from '../../../src/platform/ssh/circuit-breaker.js';
import type { SshTarget } from '../../../src/platform/ssh/pool-target.js';
import { RemoteError, type RemoteErrorClass } from '../../../src/platform/ssh/remote-errors.js';

const target: SshTarget = {
  id: 'one',
  host: 'host',
  port: 22,
  user: 'root',
  credentialId: 'key',
  credential: () => Promise.resolve({}),
  hostKeyPolicy: { kind: 'pinned', keys: [] },
};

function create(): { breaker: CircuitBreaker; clock: { nowMs: number }; openings: number[] } {
  const clock = { nowMs: 0 };
  const openings: number[] = [];
  const options = { failures: 2, firstOpenMs: 100, maxOpenMs: 300 };
  const breaker = new CircuitBreaker(
    options,
    () => clock.nowMs,
    (_target, openMs) => void openings.push(openMs),
  );
  return { breaker, clock, openings };
}

function fail(breaker: CircuitBreaker, errorClass: RemoteErrorClass, bypass = false): void {
  breaker.enter(target, bypass)(new RemoteError(errorClass, 'no'));
}

const isOpen = (t: { throws: (work: () => unknown, expected: object) => unknown }, breaker: CircuitBreaker): void =>
  void t.throws(() => breaker.enter(target, false), { name: 'circuit_open' });

test('stays open longer each time, up to its longest, and starts afresh after a success', (t) => {
  const { breaker, clock, openings } = create();
  fail(breaker, 'connect_timeout');
  fail(breaker, 'connect_timeout');
  isOpen(t, breaker);
  for (const waitMs of [100, 200, 300, 300]) {
    clock.nowMs += waitMs;
    fail(breaker, 'connect_timeout');
    isOpen(t, breaker);
  }
  t.deepEqual(openings, [100, 200, 300, 300, 300]);
  clock.nowMs += 300;
  breaker.enter(target, false)(undefined);
  fail(breaker, 'connect_timeout');
  t.notThrows(() => breaker.enter(target, false));
});

test('lets one probe through when its time is over', (t) => {
  const { breaker, clock } = create();
  fail(breaker, 'connection_refused');
  fail(breaker, 'connection_refused');
  clock.nowMs = 100;
  const probe = breaker.enter(target, false);
  isOpen(t, breaker);
  probe(undefined);
  t.notThrows(() => breaker.enter(target, false));
});

test('does not count what says nothing about the host, and forgets failures when it answered', (t) => {
  const { breaker } = create();
  for (let i = 0; i < 5; i += 1) {
    for (const errorClass of ['cancelled', 'key_unusable', 'credential_missing', 'jump_host_failed'] as const)
      fail(breaker, errorClass);
  }
  fail(breaker, 'connection_refused');
  fail(breaker, 'auth_rejected');
  fail(breaker, 'connection_refused');
  t.notThrows(() => breaker.enter(target, false));
});

test('lets through who bypasses it, and looks at the other way to a host on its own', (t) => {
  const { breaker } = create();
  fail(breaker, 'connection_refused');
  fail(breaker, 'connection_refused');
  t.notThrows(() => breaker.enter(target, true));
  t.notThrows(() => breaker.enter({ ...target, jump: { ...target, host: 'bastion' } }, false));
  breaker.forget('another');
  isOpen(t, breaker);
  breaker.forget('one');
  t.notThrows(() => breaker.enter(target, false));
});
