import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, rehearses, textsOf } from '../rule-kinds.js';
import { FIREWALL, saying } from './firewall-words.js';

const optionLike =
  (pattern: RegExp) =>
  (given: Arguments): boolean =>
    [...given.options].some((option) => pattern.test(option));

export const FRONT_ENDS: readonly Program[] = [
  {
    names: ['ufw'],
    style: {},
    rules: [
      rehearses({
        id: 'ufw.dry_run',
        when: { anyOption: ['--dry-run', '--help', '-h', '--version'] },
        targets: 'none',
        why: 'Only says what it would change.',
        matches: ['ufw --dry-run enable', 'ufw --dry-run delete allow 22'],
        misses: ['ufw enable', 'ufw delete allow 22'],
      }),
      reads({
        id: 'ufw.look',
        when: { test: saying(/^(status|show|app (list|info)|version|help)\b|^$/) },
        targets: 'none',
        why: 'Shows the rules.',
        matches: ['ufw status verbose', 'ufw show added', 'ufw app list'],
        misses: ['ufw disable', 'ufw deny 22'],
      }),
      harms('security_disable', 'high', {
        id: 'ufw.opens',
        when: {
          test: saying(
            /^(route )?(insert \d+ |prepend )?allow (in )?from (any|0\.0\.0\.0\/0|::\/0)( to any)?$|^default allow incoming/,
          ),
        },
        ...FIREWALL,
        why: 'Lets everything in.',
        matches: ['ufw allow from any', 'ufw allow from any to any', 'ufw default allow incoming'],
        misses: ['ufw allow 443/tcp', 'ufw allow from any to any port 443'],
      }),
      adds({
        id: 'ufw.allow',
        when: {
          test: saying(
            /^(route )?(insert \d+ |prepend )?(allow|limit)\b|^(logging|app update|app default|reload)\b|^default allow outgoing/,
          ),
        },
        ...FIREWALL,
        why: 'Lets something in, or reads the rules again.',
        matches: [
          'ufw allow 443/tcp',
          'ufw allow from 10.0.0.0/8 to any port 22',
          'ufw limit ssh',
          'ufw reload',
          'ufw insert 1 allow from 10.0.0.1',
        ],
        misses: ['ufw deny 443/tcp', 'ufw delete allow 22'],
      }),
      harms('network_lockout', 'critical', {
        id: 'ufw.enable',
        when: { test: saying(/^(enable|reset|default (deny|reject)( incoming| outgoing| routed)?)\b/) },
        ...FIREWALL,
        breadth: 'all',
        why: 'Shuts out everything that no rule lets in, or forgets all rules.',
        matches: ['ufw enable', 'ufw --force enable', 'ufw --force reset', 'ufw default deny incoming'],
        misses: ['ufw status', 'ufw allow 22', 'ufw --dry-run enable'],
      }),
      harms('network_lockout', 'critical', {
        id: 'ufw.deny',
        when: { test: saying(/^(route )?(insert \d+ |prepend )?(deny|reject)\b/) },
        ...FIREWALL,
        why: 'Shuts some out: those who administer the host, perhaps.',
        matches: ['ufw deny 22', 'ufw deny from 203.0.113.0/24', 'ufw insert 1 reject out 53'],
        misses: ['ufw allow 22', 'ufw status deny'],
      }),
      harms('network_lockout', 'high', {
        id: 'ufw.delete',
        when: { test: saying(/^(route )?delete\b/) },
        ...FIREWALL,
        why: 'Takes a rule away: that which lets the administrator in, perhaps.',
        matches: ['ufw delete allow 22', 'ufw --force delete 3'],
        misses: ['ufw status numbered', 'ufw allow 22'],
      }),
      harms('security_disable', 'high', {
        id: 'ufw.disable',
        when: { test: saying(/^(disable|default allow( incoming| routed)?$|logging off)/) },
        ...FIREWALL,
        breadth: 'all',
        why: 'Turns the firewall off, or lets everything in.',
        matches: ['ufw disable', 'ufw default allow incoming'],
        misses: ['ufw status', 'ufw default allow outgoing'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the firewall of Ubuntu.',
  },
  {
    names: ['firewall-cmd', 'firewall-offline-cmd'],
    style: {
      valued: ['--zone', '--policy', '--timeout', '--ipset', '--service'],
      abbreviates: [
        '--list-all',
        '--remove-service',
        '--remove-port',
        '--add-service',
        '--add-port',
        '--reload',
        '--panic-on',
        '--permanent',
      ],
    },
    rules: [
      helps('firewall-cmd', ['--help', '-h', '--version', '-V']),
      reads({
        id: 'firewall-cmd.look',
        when: { test: optionLike(/^--(state|list-|get-|query-|info-|check-config|path-)/) },
        targets: 'none',
        why: 'Shows the firewall.',
        matches: [
          'firewall-cmd --state',
          'firewall-cmd --list-all --zone=drop',
          'firewall-cmd --query-service=ssh',
          'firewall-cmd --get-active-zones',
        ],
        misses: ['firewall-cmd --remove-service=ssh', 'firewall-cmd --panic-on'],
      }),
      adds({
        id: 'firewall-cmd.add',
        when: {
          test: (given) =>
            optionLike(/^--(add-|new-|reload|runtime-to-permanent|panic-off|set-log|set-description|set-short|load-)/)(
              given,
            ) && !denies(given),
        },
        ...FIREWALL,
        why: 'Lets something in, or reads the rules again.',
        matches: [
          'firewall-cmd --permanent --add-service=https',
          'firewall-cmd --reload',
          'firewall-cmd --zone=public --add-port=8080/tcp',
        ],
        misses: ['firewall-cmd --remove-port=8080/tcp', 'firewall-cmd --panic-on'],
      }),
      harms('network_lockout', 'critical', {
        id: 'firewall-cmd.shut',
        when: {
          test: (given) =>
            optionLike(
              /^--(panic-on|complete-reload|set-default-zone|change-interface|remove-interface|set-target|delete-zone|load-zone-defaults|reset-to-defaults|change-zone|lockdown-on)/,
            )(given),
        },
        ...FIREWALL,
        why: 'Shuts the network off, or puts an interface under other rules.',
        matches: [
          'firewall-cmd --panic-on',
          'firewall-cmd --set-default-zone=drop',
          'firewall-cmd --zone=drop --change-interface=eth0',
          'firewall-cmd --complete-reload',
        ],
        misses: ['firewall-cmd --panic-off', 'firewall-cmd --get-default-zone'],
      }),
      harms('network_lockout', 'critical', {
        id: 'firewall-cmd.remove',
        when: { test: (given) => optionLike(/^--(remove-|delete-)/)(given) },
        ...FIREWALL,
        why: 'Takes away a rule that lets somebody in, ssh perhaps.',
        matches: [
          'firewall-cmd --permanent --remove-service=ssh',
          'firewall-cmd --remove-port=443/tcp',
          'firewall-cmd --permanent --delete-service=web',
        ],
        misses: ['firewall-cmd --query-port=443/tcp', 'firewall-cmd --add-port=443/tcp'],
      }),
      harms('network_lockout', 'high', {
        id: 'firewall-cmd.deny',
        when: { test: denies },
        ...FIREWALL,
        why: 'Adds a rule that shuts some out.',
        matches: [
          "firewall-cmd --add-rich-rule='rule family=ipv4 source address=203.0.113.9 reject'",
          'firewall-cmd --direct --add-rule ipv4 filter INPUT 0 -j DROP',
        ],
        misses: ["firewall-cmd --add-rich-rule='rule service name=ssh accept'", 'firewall-cmd --list-rich-rules'],
      }),
      harms('security_disable', 'high', {
        id: 'firewall-cmd.lockdown_off',
        when: { test: optionLike(/^--(lockdown-off|disabled?|set-log-denied=off)/) },
        ...FIREWALL,
        why: 'Lets other programs change the firewall.',
        matches: ['firewall-cmd --lockdown-off'],
        misses: ['firewall-cmd --query-lockdown'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers firewalld.',
  },
];

function denies(given: Arguments): boolean {
  const rules = [
    ...given.options,
    ...textsOf(given.operands),
    ...['--add-rich-rule', '--add-rule', '--add-source'].flatMap((option) => textsOf(given.valuesOf(option))),
  ].join(' ');
  return (
    optionLike(/^--add-(rich-rule|rule|source)/)(given) &&
    (/\b(reject|drop)\b/i.test(rules) ||
      /zone=(drop|block)/.test(rules) ||
      given.valuesOf('--zone').some((word) => /^(drop|block)$/.test(word.values[0] ?? '')))
  );
}
