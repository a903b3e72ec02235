import type { Program } from '../program.js';
import { adds, harms, reads } from '../rule-kinds.js';

export const SYNOLOGY: readonly Program[] = [
  {
    names: ['synoservice', 'synoservicectl', 'synosystemctl', 'synowebapi-service'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'synoservice.look',
        when: {
          test: (given) =>
            ['--status', '--list', '--is-enabled', '--help'].some((option) => given.options.has(option)) ||
            /^(status|list|is-active|get-active-status|get-enable-status)$/.test(given.subcommand[0] ?? ''),
        },
        targets: 'none',
        why: 'Shows services.',
        matches: ['synoservice --status smbd', 'synosystemctl status sshd'],
        misses: ['synoservice --hard-stop smbd'],
      }),
      harms('service_disruption', 'high', {
        id: 'synoservice.stop',
        when: {
          test: (given) =>
            [...given.options, given.subcommand[0] ?? ''].some((word) =>
              /^(--)?(hard-)?(stop|disable|restart|pause)/.test(word),
            ),
        },
        targetKind: 'unit',
        why: 'Stops services of the appliance, or interrupts them.',
        matches: ['synoservice --hard-stop smbd', 'synosystemctl stop nginx', 'synoservice --restart sshd'],
        misses: ['synoservice --status smbd', 'synoservice --start smbd'],
      }),
      adds({
        id: 'synoservice.start',
        when: {
          test: (given) =>
            [...given.options, given.subcommand[0] ?? ''].some((word) =>
              /^(--)?(hard-)?(start|enable|reload|resume)$/.test(word),
            ),
        },
        targets: 'none',
        why: 'Starts services.',
        matches: ['synoservice --start smbd', 'synosystemctl start nginx'],
        misses: ['synoservice --hard-stop smbd'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the services of a Synology appliance.',
  },
  {
    names: ['synoshare'],
    style: {},
    rules: [
      reads({
        id: 'synoshare.look',
        when: { anyOption: ['--get', '--enum', '--list_acl', '--help', '--getmap'] },
        targets: 'none',
        why: 'Shows shares.',
        matches: ['synoshare --enum ALL'],
        misses: ['synoshare --del TRUE media'],
      }),
      harms('filesystem_delete', 'critical', {
        id: 'synoshare.delete',
        when: { anyOption: ['--del'] },
        targets: 'all_but_first',
        targetKind: 'resource',
        why: 'Removes shares with everything in them.',
        matches: ['synoshare --del TRUE media'],
        misses: ['synoshare --get media'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Looks after the shares of a Synology appliance.',
  },
];
