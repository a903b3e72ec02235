import type { Program } from '../program.js';
import { adds, harms, reads } from '../rule-kinds.js';

const LOG = { targets: 'none', targetKind: 'log' } as const;

export const LOGS: readonly Program[] = [
  {
    names: ['auditctl', 'augenrules', 'auditd'],
    style: {
      valued: [
        '-a',
        '-A',
        '-d',
        '-w',
        '-W',
        '-p',
        '-k',
        '-F',
        '-S',
        '-b',
        '-f',
        '-r',
        '-e',
        '-R',
        '--backlog_wait_time',
      ],
    },
    rules: [
      reads({
        id: 'auditctl.look',
        when: { anyOption: ['-l', '-s', '-h', '-v', '--check'], noOption: ['-D', '-e'] },
        ...LOG,
        why: 'Shows the rules.',
        matches: ['auditctl -l', 'auditctl -s'],
        misses: ['auditctl -D', 'auditctl -e 0'],
      }),
      harms('audit_tamper', 'high', {
        id: 'auditctl.off',
        when: { anyOption: ['-D', '-d', '-W', '-e', '-R', '-f', '-b', '-r', '--reset-lost', '--signal'] },
        ...LOG,
        why: 'Takes rules of the record away, or turns it off.',
        matches: ['auditctl -D', 'auditctl -e 0', 'auditctl -W /etc/passwd -p wa'],
        misses: ['auditctl -l', 'auditctl -w /etc/passwd -p wa'],
      }),
      adds({
        id: 'auditctl.add',
        when: { anyOption: ['-w', '-a', '-A', '--load'], noOption: ['-D'] },
        ...LOG,
        why: 'Records more.',
        matches: ['auditctl -w /etc/passwd -p wa'],
        misses: ['auditctl -D'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Says what is recorded.',
  },
];
