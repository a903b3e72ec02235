import test from 'ava';
import { chooseAccess, type AccessQuestion } from '../../../src/platform/engines/choose-access.js';
import type { SocketFacts } from '../../../src/platform/engines/look-at-socket.js';

const socketPath = '/var/run/docker.sock';
const facts = (changes: Partial<SocketFacts>): SocketFacts => ({
  user: 'deploy',
  exists: true,
  writable: true,
  bridges: ['docker', 'podman', 'socat'],
  ...changes,
});
const choose = (changes: Partial<AccessQuestion>) =>
  chooseAccess({ socketPath, runtime: 'docker', asLogin: facts({}), asRoot: undefined, sudo: undefined, ...changes });

test('a socket that the login may use is reached through the tools of its engine, socat last', (t) => {
  t.deepEqual(choose({}), {
    targets: [
      { bridge: 'docker', socketPath },
      { bridge: 'socat', socketPath },
    ],
  });
  const forPodman = choose({ runtime: 'podman', asLogin: facts({ bridges: ['podman', 'docker'] }) });
  t.deepEqual(forPodman, {
    targets: [
      { bridge: 'podman', socketPath },
      { bridge: 'docker', socketPath },
    ],
  });
  t.deepEqual(choose({ asLogin: facts({ bridges: ['socat', 'podman'] }) }), {
    targets: [{ bridge: 'socat', socketPath }],
  });
});

test('root is asked only where the login may not', (t) => {
  const asLogin = facts({ writable: false, bridges: [] });
  const asRoot = facts({ user: 'root', bridges: ['docker'] });
  t.deepEqual(choose({ asLogin, asRoot, sudo: 'passwordless' }), {
    targets: [{ bridge: 'docker', socketPath, sudo: 'passwordless' }],
  });
  t.deepEqual(choose({ asLogin: asRoot, asRoot, sudo: 'passwordless' }), {
    targets: [{ bridge: 'docker', socketPath }],
  });
});

test('a socket that cannot be used says what is to be done', (t) => {
  const problem = (changes: Partial<AccessQuestion>): string => {
    const access = choose(changes);
    return 'problem' in access ? access.problem : '';
  };
  t.regex(problem({ asLogin: facts({ writable: false }) }), /login deploy may not use .*"usermod -aG docker deploy"/);
  t.regex(problem({ asLogin: facts({ exists: false, writable: false }) }), /no socket .* the login deploy can see/);
  const unseen = { asLogin: facts({ exists: false, writable: false }), asRoot: facts({ exists: false }) };
  t.regex(problem({ ...unseen, sudo: 'passwordless' }), /no socket .* root can see/);
  t.regex(problem({ asLogin: facts({ bridges: [] }) }), /AllowStreamLocalForwarding yes.*install socat/);
});
