import type { Program } from '../program.js';
import { adds, harms, has, reads, valuesOf } from '../rule-kinds.js';

export const SSH_KEYS: readonly Program[] = [
  {
    names: ['ssh-keygen'],
    style: {
      valued: [
        '-t',
        '-b',
        '-f',
        '-C',
        '-N',
        '-P',
        '-R',
        '-F',
        '-s',
        '-I',
        '-n',
        '-V',
        '-z',
        '-O',
        '-E',
        '-Y',
        '-m',
        '-D',
        '-Z',
        '-a',
        '-M',
      ],
    },
    rules: [
      reads({
        id: 'ssh-keygen.look',
        when: { anyOption: ['-l', '-F', '-y', '-L', '-B', '-e', '-Q'] },
        targets: 'none',
        why: 'Shows keys.',
        matches: ['ssh-keygen -lf key.pub', 'ssh-keygen -F host', 'ssh-keygen -y -f key'],
        misses: ['ssh-keygen -R host'],
      }),
      adds({
        id: 'ssh-keygen.forget',
        when: { anyOption: ['-R'] },
        targets: (given) => valuesOf(given, ['-R']),
        targetKind: 'key',
        why: 'Forgets the host key of {target}; a copy of the list stays beside it, and ssh asks when it connects.',
        matches: ['ssh-keygen -R host'],
        misses: ['ssh-keygen -F host'],
      }),
      harms('credential_removal', 'high', {
        id: 'ssh-keygen.over',
        when: {
          test: (given) =>
            valuesOf(given, ['-f']).some((path) =>
              /^\/etc\/ssh\/|^(~|\/root|\/home\/[^/]+)\/\.ssh\/id_[a-z0-9]+$/.test(path),
            ) &&
            // With a passphrase no service can use the key of the host.
            (!has(given, '-l', '-y', '-L', '-e', '-F', '-R', '-p', '-c', '-B') ||
              (has(given, '-p') && valuesOf(given, ['-f']).some((path) => path.startsWith('/etc/ssh/')))),
        },
        targets: (given) => valuesOf(given, ['-f']),
        targetKind: 'key',
        why: 'May write over the key {target}, by which others know this host or user.',
        matches: ['ssh-keygen -t ed25519 -f /etc/ssh/ssh_host_ed25519_key', "ssh-keygen -t rsa -f ~/.ssh/id_rsa -N ''"],
        misses: ['ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub', 'ssh-keygen -t ed25519 -f ./deploy'],
      }),
      adds({
        id: 'ssh-keygen.make',
        when: { test: (given) => !has(given, '-l', '-F', '-y', '-L', '-B', '-e', '-R', '-Q') },
        targets: 'none',
        targetKind: 'key',
        why: 'Makes or signs keys.',
        matches: ['ssh-keygen -t ed25519 -f ./deploy', 'ssh-keygen -A'],
        misses: ['ssh-keygen -R host'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Makes and shows keys.',
  },
  {
    names: ['ssh-copy-id', 'ssh-import-id', 'ssh-import-id-gh', 'ssh-import-id-lp'],
    style: { valued: ['-i', '-p', '-o', '-F', '-s'] },
    rules: [
      harms('credential_removal', 'high', {
        id: 'ssh-import-id.remove',
        when: { test: (given, execution) => execution.program !== 'ssh-copy-id' && has(given, '-r', '--remove') },
        targets: 'operands',
        targetKind: 'key',
        why: 'Takes keys away by which somebody gets in.',
        matches: ['ssh-import-id -r gh:bob'],
        misses: ['ssh-import-id gh:bob', 'ssh-copy-id bob@web'],
      }),
      adds({
        id: 'ssh-copy-id.add',
        when: {
          minOperands: 1,
          test: (given, execution) => execution.program === 'ssh-copy-id' || !has(given, '-r', '--remove'),
        },
        targets: 'operands',
        targetKind: 'key',
        why: 'Lets a key in; undone by taking its line away.',
        matches: ['ssh-copy-id bob@web'],
        misses: ['ssh-import-id -r gh:bob'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Lets keys in.',
  },
  {
    names: ['ssh-add', 'ssh-agent'],
    style: { valued: ['-t', '-e', '-s', '-a', '-h', '-E'] },
    rules: [
      reads({
        id: 'ssh-add.list',
        when: { anyOption: ['-l', '-L', '-T'] },
        targets: 'none',
        why: 'Lists keys.',
        matches: ['ssh-add -l'],
        misses: ['ssh-add -D'],
      }),
      adds({
        id: 'ssh-add.change',
        when: { noOption: ['-l', '-L', '-T'] },
        targets: 'none',
        targetKind: 'key',
        why: 'Lets the agent hold or forget a key; its file stays.',
        matches: ['ssh-add -D', 'ssh-add key'],
        misses: ['ssh-add -l'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Holds keys for a session.',
  },
];
