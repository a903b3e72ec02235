import type { Execution } from '../../../../platform/shell/reading.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, reads, textOf, textsOf } from '../rule-kinds.js';
import { SAFE, SIDE_INTERFACE, WAY } from './interface-words.js';
import { IP_RULES } from './ip.js';

const firstOperand = (given: Arguments): string => textOf(given.operands[0]);

const sideFirst = (given: Arguments): boolean => SIDE_INTERFACE.test(firstOperand(given));

const has = (given: Arguments, pattern: RegExp): boolean => textsOf(given.operands).some((text) => pattern.test(text));

export const ADDRESSES: readonly Program[] = [
  {
    names: ['ip'],
    style: {
      singleDashLong: true,
      valued: ['-n', '-netns', '-f', '-family', '-b', '-batch', '-l', '-loops', '-rc', '-rcvbuf'],
    },
    rules: IP_RULES,
    otherwise: 'opaque',
    why: 'Changes addresses, interfaces and routes.',
  },
  {
    names: ['ifconfig'],
    style: { singleDashLong: true },
    rules: [
      reads({
        id: 'ifconfig.look',
        when: { test: (given) => given.operands.length < 2 },
        targets: 'none',
        why: 'Shows interfaces.',
        matches: ['ifconfig', 'ifconfig -a', 'ifconfig down'],
        misses: ['ifconfig eth0 down'],
      }),
      adds({
        id: 'ifconfig.up',
        when: {
          test: (given) =>
            given.operands.length === 2 && /^(up|promisc|-promisc|allmulti|multicast)$/.test(textOf(given.operands[1])),
        },
        targets: 'first',
        ...SAFE,
        why: 'Brings {target} up.',
        matches: ['ifconfig eth0 up'],
        misses: ['ifconfig eth0 down'],
      }),
      adds({
        id: 'ifconfig.alias',
        when: {
          test: (given) => given.operands.length >= 2 && /:\d+$/.test(firstOperand(given)) && !has(given, /^down$/),
        },
        targets: 'first',
        ...SAFE,
        why: 'Adds a second address.',
        matches: ['ifconfig eth0:1 10.0.0.9 netmask 255.255.255.0'],
        misses: ['ifconfig eth0 10.0.0.9'],
      }),
      harms('network_lockout', 'critical', {
        id: 'ifconfig.change',
        when: {
          test: (given) =>
            given.operands.length >= 2 &&
            !sideFirst(given) &&
            !(
              given.operands.length === 2 &&
              /^(up|promisc|-promisc|allmulti|multicast)$/.test(textOf(given.operands[1]))
            ) &&
            !(/:\d+$/.test(firstOperand(given)) && !has(given, /^down$/)),
        },
        targets: 'first',
        ...WAY,
        why: 'Takes {target} down or gives it another address.',
        matches: ['ifconfig eth0 down', 'ifconfig eth0 10.0.0.9 netmask 255.255.255.0', 'ifconfig ens3 0.0.0.0'],
        misses: ['ifconfig eth0', 'ifconfig -a', 'ifconfig eth0 up'],
      }),
      harms('service_disruption', 'low', {
        id: 'ifconfig.side',
        when: { test: (given) => given.operands.length >= 2 && sideFirst(given) },
        targets: 'first',
        ...SAFE,
        why: 'Changes {target}.',
        matches: ['ifconfig docker0 down'],
        misses: ['ifconfig eth0 down'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes interfaces.',
  },
  {
    names: ['ifdown', 'ifup', 'ifreload', 'ifquery'],
    style: { valued: ['-i', '--interfaces', '-X', '-o', '--exclude', '--option', '--state-dir'] },
    rules: [
      reads({
        id: 'ifdown.look',
        when: {
          test: (given, execution: Execution) =>
            given.options.has('-n') ||
            given.options.has('--no-act') ||
            given.options.has('--help') ||
            execution.program === 'ifquery' ||
            given.options.has('-s'),
        },
        targets: 'none',
        why: 'Says what it would do.',
        matches: ['ifdown -n eth0', 'ifquery --list'],
        misses: ['ifdown eth0'],
      }),
      harms('network_lockout', 'critical', {
        id: 'ifdown.down',
        when: {
          noOption: ['-n', '--no-act', '--help'],
          test: (given, execution: Execution) =>
            (execution.program === 'ifdown' || execution.program === 'ifreload' || given.options.has('--force')) &&
            !sideFirst(given),
        },
        ...WAY,
        why: 'Takes {target} down.',
        matches: ['ifdown eth0', 'ifdown -a', 'ifup --force eth0', 'ifreload -a'],
        misses: ['ifup eth0', 'ifdown -n eth0', 'ifquery eth0'],
      }),
      adds({
        id: 'ifdown.up',
        when: { test: (given, execution: Execution) => execution.program === 'ifup' && !given.options.has('--force') },
        ...SAFE,
        why: 'Brings {target} up.',
        matches: ['ifup eth0'],
        misses: ['ifdown eth0'],
      }),
      harms('service_disruption', 'low', {
        id: 'ifdown.side',
        when: {
          noOption: ['-n', '--no-act'],
          test: (given, execution: Execution) => execution.program === 'ifdown' && sideFirst(given),
        },
        ...SAFE,
        why: 'Takes {target} down.',
        matches: ['ifdown lo'],
        misses: ['ifdown eth0'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Brings interfaces up and down.',
  },
  {
    names: ['route'],
    style: {},
    rules: [
      reads({
        id: 'route.look',
        when: {
          test: (given) => given.operands.length === 0 || /^(get|show|monitor|print)$/i.test(firstOperand(given)),
        },
        targets: 'none',
        why: 'Shows routes.',
        matches: ['route -n', 'route', 'route get default'],
        misses: ['route del default'],
      }),
      harms('network_lockout', 'critical', {
        id: 'route.lost',
        when: {
          test: (given) =>
            /^(del|delete|flush|change)$/.test(firstOperand(given)) ||
            given.options.has('-f') ||
            (firstOperand(given) === 'add' && has(given, /^(default|0\.0\.0\.0|reject|-reject)$/)),
        },
        targets: 'none',
        targetKind: 'route',
        targetClass: 'critical',
        why: 'Takes the way to other networks away, or bends it.',
        matches: ['route del default', 'route del default gw 10.0.0.1', 'route flush', 'route add default gw 10.0.0.2'],
        misses: ['route -n', 'route add -net 10.9.0.0/16 gw 10.0.0.2'],
      }),
      adds({
        id: 'route.add',
        when: { test: (given) => firstOperand(given) === 'add' && !has(given, /^(default|0\.0\.0\.0|reject)$/) },
        targets: 'none',
        targetKind: 'route',
        targetClass: 'ordinary',
        why: 'Adds a way to one network.',
        matches: ['route add -net 10.9.0.0/16 gw 10.0.0.2'],
        misses: ['route del default'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes routes.',
  },
  {
    names: ['arp', 'ndp'],
    style: { valued: ['-i', '-H', '-f'] },
    rules: [
      harms('network_lockout', 'medium', {
        id: 'arp.change',
        when: { anyOption: ['-d', '-s', '-f', '-c', '--delete', '--set', '--file'] },
        ...SAFE,
        why: 'Changes to whom packets for {target} go.',
        matches: ['arp -d 10.0.0.1', 'arp -s 10.0.0.1 00:11:22:33:44:55'],
        misses: ['arp -an'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows neighbours.',
  },
  {
    names: ['bridge', 'brctl'],
    style: { singleDashLong: true },
    rules: [
      reads({
        id: 'brctl.look',
        when: {
          test: (given) =>
            /^(|show|showmacs|showstp|monitor|help)$/.test(firstOperand(given)) ||
            /^(|show|list|get)$/.test(textOf(given.operands[1])),
        },
        targets: 'none',
        why: 'Shows bridges.',
        matches: ['brctl show', 'bridge link', 'bridge vlan show'],
        misses: ['brctl delbr br0'],
      }),
      harms('network_lockout', 'high', {
        id: 'brctl.change',
        when: {
          test: (given) =>
            /^(delbr|delif|addif|stp|setageing|setfd)$/.test(firstOperand(given)) ||
            /^(del|delete|set|flush|replace)$/.test(textOf(given.operands[1])),
        },
        ...WAY,
        why: 'Changes what hangs on a bridge; the host’s own address may sit on it.',
        matches: ['brctl delbr br0', 'brctl addif br0 eth0', 'bridge vlan del dev eth0 vid 10'],
        misses: ['brctl show', 'brctl addbr br9'],
      }),
      adds({
        id: 'brctl.add',
        when: { test: (given) => firstOperand(given) === 'addbr' || textOf(given.operands[1]) === 'add' },
        ...SAFE,
        why: 'Makes a bridge.',
        matches: ['brctl addbr br9'],
        misses: ['brctl delbr br9'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes bridges.',
  },
];
