import type { Program } from '../program.js';
import { adds, harms, reads } from '../rule-kinds.js';
import { FIREWALL, saying, words } from './firewall-words.js';

export const BANS: readonly Program[] = [
  {
    names: ['fail2ban-client'],
    style: { subcommands: 1, valued: ['-c', '-s', '-p', '--loglevel', '--logtarget'] },
    rules: [
      reads({
        id: 'fail2ban-client.look',
        when: {
          test: (given) =>
            /^(status|get|ping|version|banned|echo|help|statistics|stats)$/.test(given.subcommand[0] ?? '') ||
            ['-t', '-d', '-V', '-h', '--test', '--dump', '--help', '--version', '--dp'].some((option) =>
              given.options.has(option),
            ),
        },
        targets: 'none',
        why: 'Shows who is shut out.',
        matches: ['fail2ban-client status sshd', 'fail2ban-client ping', 'fail2ban-client -t'],
        misses: ['fail2ban-client stop', 'fail2ban-client unban --all'],
      }),
      adds({
        id: 'fail2ban-client.add',
        when: {
          test: saying(
            /^(start|reload|add|set \S+ (unbanip|addignoreip|bantime|maxretry|findtime|addlogpath)|unban \d)/,
          ),
        },
        ...FIREWALL,
        why: 'Starts it, reads its rules again, or lets one address in again.',
        matches: [
          'fail2ban-client reload',
          'fail2ban-client set sshd unbanip 10.0.0.1',
          'fail2ban-client unban 10.0.0.1',
        ],
        misses: ['fail2ban-client stop', 'fail2ban-client set sshd banip 10.0.0.1'],
      }),
      harms('network_lockout', 'high', {
        id: 'fail2ban-client.ban',
        when: { test: saying(/^(set \S+ (banip|delignoreip)|ban)\b/) },
        ...FIREWALL,
        why: 'Shuts an address out.',
        matches: ['fail2ban-client set sshd banip 10.0.0.1'],
        misses: ['fail2ban-client set sshd unbanip 10.0.0.1', 'fail2ban-client banned'],
      }),
      harms('security_disable', 'high', {
        id: 'fail2ban-client.stop',
        when: {
          test: (given) =>
            saying(/^(stop|flushlogs|restart)\b/)(given) ||
            (given.subcommand[0] === 'unban' && given.options.has('--all')),
        },
        ...FIREWALL,
        why: 'Stops the protection against guessing of passwords, or lets everyone in again.',
        matches: ['fail2ban-client stop', 'fail2ban-client unban --all', 'fail2ban-client stop sshd'],
        misses: ['fail2ban-client status stop', 'fail2ban-client reload'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers fail2ban.',
  },
  {
    names: ['csf', 'apf', 'shorewall', 'ferm', 'cscli', 'pve-firewall', 'awall'],
    style: { subcommands: 1, valued: ['-a', '-d', '-g', '-t', '-r', '-i', '--ip', '--duration', '--reason', '-o'] },
    rules: [
      reads({
        id: 'csf.look',
        when: {
          test: (given) =>
            (/^(status|show|list|check|version|compile|hits|metrics|decisions|alerts|bouncers|machines|hub|collections|parsers|scenarios|capi|lapi|localnet|simulate)$/.test(
              given.subcommand[0] ?? '',
            ) &&
              !/\b(delete|remove|flush|prune|add|upgrade|install)\b/.test(words(given))) ||
            ['-l', '-g', '-h', '-v', '--status', '--list', '-n', '--noexec'].some((option) =>
              given.options.has(option),
            ),
        },
        targets: 'none',
        why: 'Shows the firewall.',
        matches: ['csf -l', 'shorewall status', 'pve-firewall status', 'cscli decisions list'],
        misses: ['csf -x', 'pve-firewall stop', 'cscli decisions delete --all'],
      }),
      harms('security_disable', 'high', {
        id: 'csf.off',
        when: {
          test: (given) =>
            /^(stop|clear|disable|flush|reset)$/.test(given.subcommand[0] ?? '') ||
            /\b(delete|remove|flush|prune)\b/.test(words(given)) ||
            ['-x', '-f', '-F', '--disable', '--flush', '--stop', '-df', '-tf'].some((option) =>
              given.options.has(option),
            ),
        },
        ...FIREWALL,
        why: 'Turns the firewall off or forgets its rules.',
        matches: ['csf -x', 'csf -f', 'shorewall clear', 'pve-firewall stop', 'cscli decisions delete --all'],
        misses: ['csf -l', 'pve-firewall status'],
      }),
      harms('network_lockout', 'high', {
        id: 'csf.shut',
        when: {
          test: (given) =>
            /^(start|restart|safe-restart|try|drop|reject|close|apply|activate|reload)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            ['-d', '-td', '-e', '-s', '-r', '-ra', '-u', '--deny', '--start', '--restart', '--enable'].some((option) =>
              given.options.has(option),
            ) ||
            words(given).startsWith('decisions add'),
        },
        ...FIREWALL,
        why: 'Loads rules that can shut out those who administer the host.',
        matches: ['csf -r', 'csf -d 203.0.113.9', 'shorewall restart', 'cscli decisions add --ip 203.0.113.9'],
        misses: ['csf -l', 'shorewall status'],
      }),
      adds({
        id: 'csf.allow',
        when: {
          test: (given) =>
            ['-a', '-ar', '-dr', '-tr', '-ta', '--add'].some((option) => given.options.has(option)) ||
            /^(allow|save)$/.test(given.subcommand[0] ?? '') ||
            /\b(install|upgrade|update)\b/.test(words(given)),
        },
        ...FIREWALL,
        why: 'Lets an address in.',
        matches: ['csf -a 10.0.0.1'],
        misses: ['csf -x'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a firewall.',
  },
];
