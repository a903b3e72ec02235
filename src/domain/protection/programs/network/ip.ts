import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, hides, reads } from '../rule-kinds.js';
import { SAFE, SIDE_INTERFACE, WAY } from './interface-words.js';
import type { Sentence } from './ip-words.js';
import { isAddress, isLink, isNeighbour, isRoute, isRule, isShow, says, sentenceOf, starts } from './ip-words.js';

const interfaceOf = (given: Arguments): readonly string[] => {
  const { rest } = sentenceOf(given);
  const at = rest.indexOf('dev');
  const named = at === -1 ? rest[0] : rest[at + 1];
  return named === undefined ? [] : [named];
};

const isSide = (given: Arguments): boolean => interfaceOf(given).some((name) => SIDE_INTERFACE.test(name));

const LOSING_LINK = new Set([
  'down',
  'address',
  'addr',
  'name',
  'master',
  'nomaster',
  'netns',
  'mtu',
  'xdp',
  'vf',
  'carrier',
  'arp',
  'promisc',
]);

const isLosingLink = ({ object, verb, rest }: Sentence): boolean =>
  isLink(object) &&
  ((starts('set', 1)(verb) &&
    !starts('show', 2)(verb) &&
    (rest.some((word) => LOSING_LINK.has(word)) || rest.includes('d'))) ||
    starts('delete', 1)(verb));

const changesAddress = ({ object, verb }: Sentence): boolean =>
  isAddress(object) &&
  (starts('delete', 1)(verb) || starts('flush', 1)(verb) || verb === 'replace' || verb === 'change');

const isDefault = (rest: readonly string[]): boolean =>
  rest.some((word) => /^(default|0\.0\.0\.0\/0|0\/0|::\/0|0\.0\.0\.0)$/.test(word)) || rest.length === 0;

const changesRoute = ({ object, verb }: Sentence): boolean =>
  isRoute(object) &&
  (starts('delete', 1)(verb) ||
    starts('flush', 1)(verb) ||
    verb === 'replace' ||
    verb === 'change' ||
    verb === 'chg' ||
    verb === 'repl' ||
    verb === 'restore');

export const IP_RULES: readonly Rule[] = [
  reads({
    id: 'ip.look',
    when: {
      test: says(
        ({ object, verb, rest }) =>
          object === '' ||
          object === 'help' ||
          (isShow(verb) && !/^(netns|n)$/.test(object)) ||
          object.startsWith('mo') ||
          (object.startsWith('x') && /^(count|list|get|monitor|show)?$/.test(rest[0] ?? verb)) ||
          (/^netns$/.test(object) && /^(|list|list-id|identify|pids|monitor)$/.test(verb)) ||
          (isRoute(object) && verb === 'get'),
      ),
    },
    targets: 'none',
    why: 'Shows addresses, links and routes.',
    matches: [
      'ip a',
      'ip -br link show down',
      'ip r',
      'ip route get 1.1.1.1',
      'ip -4 addr show dev eth0',
      'ip neigh',
      'ip -s link',
      'ip netns',
      'ip rule list',
      'ip xfrm state count',
    ],
    misses: ['ip link set eth0 down', 'ip xfrm state flush', 'ip addr flush dev eth0', 'ip route del default'],
  }),
  harms('network_lockout', 'critical', {
    id: 'ip.link_down',
    when: { test: (given) => isLosingLink(sentenceOf(given)) && !isSide(given) },
    targets: interfaceOf,
    ...WAY,
    why: 'Takes the interface {target} away, or changes what it is.',
    matches: [
      'ip link set eth0 down',
      'ip link set dev eth0 down',
      'ip l s eth0 d',
      'ip link delete bond0',
      'ip link set eth0 netns blue',
      'ip link set eth0 master br0',
    ],
    misses: ['ip link show eth0', 'ip link set eth0 up', 'ip link set veth12 down', 'ip link show down'],
  }),
  harms('service_disruption', 'medium', {
    id: 'ip.side_link_down',
    when: { test: (given) => isLosingLink(sentenceOf(given)) && isSide(given) },
    targets: interfaceOf,
    ...SAFE,
    why: 'Takes {target} away; containers or guests may hang on it.',
    matches: ['ip link set veth12 down', 'ip link delete dummy0', 'ip link del docker0'],
    misses: ['ip link set eth0 down', 'ip link show docker0'],
  }),
  harms('network_lockout', 'critical', {
    id: 'ip.address_lost',
    when: { test: (given) => changesAddress(sentenceOf(given)) && !isSide(given) },
    targets: interfaceOf,
    ...WAY,
    why: 'Takes an address away by which the host may be reached.',
    matches: [
      'ip addr del 10.0.0.5/24 dev eth0',
      'ip addr flush dev eth0',
      'ip a flush eth0',
      'ip -4 address delete 10.0.0.5 dev ens3',
    ],
    misses: ['ip addr show dev eth0', 'ip addr add 10.0.0.6/24 dev eth0', 'ip a d 127.0.0.2/8 dev lo'],
  }),
  harms('network_lockout', 'low', {
    id: 'ip.side_address_lost',
    when: { test: (given) => changesAddress(sentenceOf(given)) && isSide(given) },
    targets: interfaceOf,
    ...SAFE,
    why: 'Takes an address of {target} away.',
    matches: ['ip addr del 127.0.0.2/8 dev lo'],
    misses: ['ip addr del 10.0.0.5/24 dev eth0'],
  }),
  harms('network_lockout', 'critical', {
    id: 'ip.route_lost',
    when: {
      test: says(
        (sentence) => changesRoute(sentence) && (isDefault(sentence.rest) || !starts('delete', 1)(sentence.verb)),
      ),
    },
    targets: 'none',
    targetKind: 'route',
    targetClass: 'critical',
    why: 'Takes the way to other networks away, or bends it.',
    matches: [
      'ip route del default',
      'ip route flush table main',
      'ip r d default via 10.0.0.1',
      'ip route replace default via 10.0.0.254',
      'ip route flush cache',
    ],
    misses: ['ip route', 'ip route get 10.0.0.1', 'ip route add 10.9.0.0/16 via 10.0.0.2'],
  }),
  harms('network_lockout', 'high', {
    id: 'ip.one_route_lost',
    when: {
      test: says(
        (sentence) => isRoute(sentence.object) && starts('delete', 1)(sentence.verb) && !isDefault(sentence.rest),
      ),
    },
    targets: 'none',
    targetKind: 'route',
    targetClass: 'critical',
    why: 'Takes the way to one network away.',
    matches: ['ip route del 10.9.0.0/16'],
    misses: ['ip route del default', 'ip route show 10.9.0.0/16'],
  }),
  harms('network_lockout', 'high', {
    id: 'ip.route_hole',
    when: {
      test: says(
        ({ object, verb, rest }) =>
          isRoute(object) &&
          (starts('add', 1)(verb) || verb === 'append' || verb === 'prepend') &&
          (rest.some((word) => /^(blackhole|unreachable|prohibit|throw)$/.test(word)) || isDefault(rest)),
      ),
    },
    targets: 'none',
    targetKind: 'route',
    targetClass: 'critical',
    why: 'Adds a route that swallows traffic, or a second way out that replies may take.',
    matches: ['ip route add blackhole 203.0.113.0/24', 'ip route add default via 10.0.0.2'],
    misses: ['ip route add 10.9.0.0/16 via 10.0.0.2'],
  }),
  harms('network_lockout', 'high', {
    id: 'ip.rule_lost',
    when: {
      test: says(
        ({ object, verb }) =>
          (isRule(object) ||
            isNeighbour(object) ||
            /^(xfrm|tunnel|tun|netns|macsec|nexthop|vrf|mptcp|l2tp|fou|sr|maddress|tcp_metrics)$/.test(object)) &&
          !isShow(verb) &&
          (/^(del|delete|d|flush|fl|set|s|attach|restore|deleteall)$/.test(verb) ||
            (isRule(object) && /^(add|a)$/.test(verb))),
      ),
    },
    targets: 'none',
    targetKind: 'route',
    targetClass: 'critical',
    why: 'Changes how packets find their way.',
    matches: ['ip rule del from all lookup main', 'ip netns del blue', 'ip neigh flush all'],
    misses: ['ip rule list', 'ip neigh show', 'ip netns list'],
  }),
  harms('network_lockout', 'high', {
    id: 'ip.xfrm_lost',
    when: {
      test: says(
        ({ object, rest }) => object === 'xfrm' && rest.some((word) => /^(del|delete|deleteall|flush|f)/.test(word)),
      ),
    },
    targets: 'none',
    targetKind: 'route',
    targetClass: 'critical',
    why: 'Takes encrypted ways away.',
    matches: ['ip xfrm state flush', 'ip xfrm policy deleteall'],
    misses: ['ip xfrm state list'],
  }),
  hides('high', {
    id: 'ip.batch',
    when: { anyOption: ['-b', '-batch', '-force'] },
    targets: 'none',
    why: 'Runs sentences of a file.',
    matches: ['ip -batch changes.txt', 'ip -b -'],
    misses: ['ip -br a'],
  }),
  adds({
    id: 'ip.add',
    when: {
      test: says(
        ({ object, verb, rest }) =>
          ((isAddress(object) ||
            isLink(object) ||
            isNeighbour(object) ||
            /^(netns|tunnel|tuntap|macsec|vrf|nexthop|mptcp|l2tp|maddress)$/.test(object)) &&
            (starts('add', 1)(verb) || verb === 'append')) ||
          (isRoute(object) && starts('add', 1)(verb) && !isDefault(rest)) ||
          (isLink(object) &&
            /^(set|s|se|property|afstats)$/.test(verb) &&
            !rest.some((word) => LOSING_LINK.has(word)) &&
            !rest.includes('d')) ||
          (object === 'netns' && verb === 'exec'),
      ),
    },
    targets: 'none',
    targetKind: 'interface',
    targetClass: 'ordinary',
    why: 'Adds an address, an interface or a way; del undoes it.',
    matches: [
      'ip addr add 10.0.0.6/24 dev eth0',
      'ip link set eth0 up',
      'ip link add dummy0 type dummy',
      'ip route add 10.9.0.0/16 via 10.0.0.2',
    ],
    misses: ['ip link set eth0 down', 'ip addr del 10.0.0.6/24 dev eth0'],
  }),
];
