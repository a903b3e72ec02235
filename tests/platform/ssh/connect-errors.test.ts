import test from 'ava';
import {
  classifyConnectFailure,
  CONNECT_RULES,
  readFailureFields,
  type ConnectFailure,
} from '../../../src/platform/ssh/connect-errors.js';
import type { RemoteErrorClass } from '../../../src/platform/ssh/remote-errors.js';

const CASES: readonly (readonly [ConnectFailure, RemoteErrorClass])[] = [
  [{ phase: 'tcp', code: 'ENOTFOUND' }, 'dns_failed'],
  [{ phase: 'tcp', code: 'EAI_AGAIN' }, 'dns_failed'],
  [{ phase: 'tcp', code: 'ECONNREFUSED' }, 'connection_refused'],
  [{ phase: 'tcp', code: 'ETIMEDOUT' }, 'connect_timeout'],
  [{ phase: 'tcp', code: 'ECONNRESET' }, 'connection_throttled'],
  [{ phase: 'tcp', code: 'EHOSTUNREACH' }, 'host_unreachable'],
  [{ phase: 'tcp', code: 'ENETUNREACH' }, 'host_unreachable'],
  [{ phase: 'tcp', code: 'EACCES' }, 'host_unreachable'],
  [{ phase: 'ident', level: 'client-timeout' }, 'handshake_timeout'],
  [{ phase: 'ident', level: 'protocol' }, 'connection_throttled'],
  [{ phase: 'ident', level: 'client-socket', code: 'ECONNRESET' }, 'connection_throttled'],
  [{ phase: 'ident', spokeOtherProtocol: true, level: 'protocol' }, 'handshake_failed'],
  [{ phase: 'handshake', level: 'handshake' }, 'handshake_failed'],
  [{ phase: 'handshake', level: 'protocol' }, 'handshake_failed'],
  [{ phase: 'handshake', disconnectReason: 3 }, 'handshake_failed'],
  [{ phase: 'handshake', disconnectReason: 12 }, 'connection_throttled'],
  [{ phase: 'handshake', code: 'ECONNRESET', level: 'client-socket' }, 'connection_throttled'],
  [{ phase: 'handshake', level: 'client-timeout' }, 'handshake_timeout'],
  [{ phase: 'handshake' }, 'connection_throttled'],
  [{ phase: 'authenticate', level: 'client-authentication' }, 'auth_rejected'],
  [{ phase: 'authenticate', disconnectReason: 2 }, 'auth_rejected'],
  [{ phase: 'authenticate', disconnectReason: 14 }, 'auth_rejected'],
  [{ phase: 'authenticate', level: 'client-timeout' }, 'handshake_timeout'],
  [{ phase: 'authenticate', code: 'ECONNRESET' }, 'connection_lost'],
  [{ phase: 'authenticate' }, 'connection_lost'],
  [{ phase: 'ready', level: 'client-timeout' }, 'connection_lost'],
  [{ phase: 'ready', code: 'ECONNRESET' }, 'connection_lost'],
];

for (const [failure, expected] of CASES) {
  test(`${JSON.stringify(failure)} is ${expected}`, (t) => {
    t.is(classifyConnectFailure(failure), expected);
  });
}

test('every rule says why and decides some case', (t) => {
  for (const rule of CONNECT_RULES) {
    t.true(rule.because.length > 10);
    t.true(
      CASES.some(([, expected]) => expected === rule.gives),
      rule.because,
    );
  }
});

test('reads codes of Node, levels of the library and reasons of the server', (t) => {
  t.deepEqual(readFailureFields(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })), { code: 'ECONNREFUSED' });
  t.deepEqual(readFailureFields(Object.assign(new Error('x'), { code: 12 })), { disconnectReason: 12 });
  t.deepEqual(readFailureFields(Object.assign(new Error('x'), { level: 'handshake' })), { level: 'handshake' });
  const several = new AggregateError([Object.assign(new Error('x'), { code: 'EHOSTUNREACH' })]);
  t.deepEqual(readFailureFields(several), { code: 'EHOSTUNREACH' });
  t.deepEqual(readFailureFields(undefined), {});
});
