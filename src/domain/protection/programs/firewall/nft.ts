import type { Execution } from '../../../../platform/shell/reading.js';
import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, argumentTexts, harms, reads, rehearses } from '../rule-kinds.js';
import { FIREWALL } from './firewall-words.js';

/** nft: its arguments are one sentence. */
const sentence = (_given: Arguments, execution: Execution): string =>
  argumentTexts(execution)
    .join(' ')
    .replace(/(^|\s)-{1,2}[a-z-]+(?=\s|$)/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const says =
  (pattern: RegExp) =>
  (given: Arguments, execution: Execution): boolean =>
    pattern.test(sentence(given, execution));

const NFT: readonly Rule[] = [
  rehearses({
    id: 'nft.check',
    when: { anyOption: ['-c', '--check', '-h', '--help', '-v', '--version', '-V'] },
    targets: 'none',
    why: 'Only checks what it is given.',
    matches: ['nft -c -f /etc/nftables.conf', 'nft --check flush ruleset'],
    misses: ['nft -f /etc/nftables.conf', 'nft flush ruleset'],
  }),
  reads({
    id: 'nft.list',
    when: { test: says(/^(list|describe|get|monitor|export)\b/) },
    targets: 'none',
    why: 'Shows the rules.',
    matches: ['nft list ruleset', 'nft -a list table inet filter', 'nft list chain inet flush input'],
    misses: ['nft flush ruleset', 'nft delete table inet list'],
  }),
  adds({
    id: 'nft.add',
    when: {
      test: (given, execution) =>
        says(/^(add|insert|create|rename|replace)\b/)(given, execution) &&
        !says(/\b(drop|reject|redirect|dnat)\b/)(given, execution),
    },
    ...FIREWALL,
    why: 'Adds a table, a chain, or a rule that lets something through.',
    matches: ['nft add rule inet filter input tcp dport 443 accept', 'nft add table inet drops'],
    misses: ['nft add rule inet filter input drop', 'nft flush ruleset'],
  }),
  harms('network_lockout', 'critical', {
    id: 'nft.deny',
    when: { test: says(/^(add|insert|create|replace)\b.*\b(drop|reject|redirect|dnat)\b/) },
    ...FIREWALL,
    why: 'Adds a rule or policy that can shut out those who administer the host.',
    matches: [
      'nft add rule inet filter input drop',
      "nft add chain inet filter input '{ type filter hook input priority 0; policy drop; }'",
      'nft insert rule inet filter input tcp dport 22 reject',
    ],
    misses: ['nft add rule inet filter input accept', 'nft list chain inet filter drop'],
  }),
  harms('network_lockout', 'critical', {
    id: 'nft.flush',
    when: { test: says(/^(flush|delete|destroy|reset)\b/) },
    ...FIREWALL,
    breadth: 'all',
    why: 'Throws rules of the firewall away.',
    matches: ['nft flush ruleset', 'nft delete table inet filter', 'nft delete rule inet filter input handle 5'],
    misses: ['nft list ruleset', 'nft -c flush ruleset'],
  }),
  harms('network_lockout', 'critical', {
    id: 'nft.load',
    when: { anyOption: ['-f', '--file', '-i', '--interactive'], noOption: ['-c', '--check'] },
    ...FIREWALL,
    breadth: 'all',
    why: 'Loads rules from a file; most begin with throwing the old ones away.',
    matches: ['nft -f /etc/nftables.conf'],
    misses: ['nft -c -f /etc/nftables.conf', 'nft list ruleset'],
  }),
];

export const NFT_PROGRAMS: readonly Program[] = [
  {
    names: ['nft'],
    style: { posix: true },
    rules: NFT,
    otherwise: 'opaque',
    why: 'Changes what the kernel lets in and out.',
  },
];
