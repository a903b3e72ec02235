import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, textsOf } from '../rule-kinds.js';
import { ADDED, NET, WAY } from './network-words.js';

/** nmcli takes any beginning of a word. */
function nmcliWords(given: Arguments): readonly [string, string, string] {
  const [object = '', verb = '', third = ''] = textsOf(given.plain).map((text) => text.toLowerCase());
  return [object, verb, third];
}

const begins =
  (whole: string) =>
  (text: string): boolean =>
    text !== '' && whole.startsWith(text);

const nmcli =
  (test: (object: string, verb: string, third: string) => boolean) =>
  (given: Arguments): boolean =>
    test(...nmcliWords(given));

export const NETWORK_MANAGER: readonly Program[] = [
  {
    names: ['nmcli'],
    style: {
      valued: [
        '-f',
        '--fields',
        '-g',
        '--get-values',
        '-m',
        '--mode',
        '-c',
        '--colors',
        '-e',
        '--escape',
        '-w',
        '--wait',
      ],
    },
    rules: [
      helps('nmcli', ['--help', '-h', '--version', '-v']),
      reads({
        id: 'nmcli.look',
        when: {
          test: nmcli(
            (object, verb, third) =>
              object === '' ||
              /^(help|monitor|m|mo|mon|monit)$/.test(object) ||
              (verb === '' && !begins('agent')(object)) ||
              (/^(s|sh|sho|show|st|stat|statu|status|l|li|lis|list|monitor|m|mon|perm|permissions|p|check|hostname|export|help|connectivity|logging)$/.test(
                verb,
              ) &&
                !(begins('networking')(object) && verb === 'off') &&
                third !== 'off' &&
                !(verb === 'hostname' && third !== '')),
          ),
        },
        targets: 'none',
        why: 'Shows connections and devices.',
        matches: [
          'nmcli',
          'nmcli con show',
          'nmcli device status',
          'nmcli -t -f NAME c s',
          'nmcli connection show down',
          'nmcli general status',
        ],
        misses: ['nmcli con down eth0', 'nmcli networking off', 'nmcli con delete show'],
      }),
      harms('network_lockout', 'critical', {
        id: 'nmcli.down',
        when: {
          test: nmcli(
            (object, verb) =>
              (begins('connection')(object) &&
                /^(down|d|do|dow|del|dele|delet|delete|de|up|u)$/.test(verb) &&
                !verb.startsWith('u')) ||
              (begins('device')(object) &&
                /^(disconnect|dis|disc|d|di|del|delete|reapply|r|re|down|dow|do)$/.test(verb)) ||
              (begins('networking')(object) && /^(off|of)$/.test(verb)) ||
              (begins('radio')(object) && /^(all|wifi|w|a|wwan)$/.test(verb)),
          ),
        },
        targets: (given) => textsOf(given.plain.slice(2, 3)),
        ...WAY,
        why: 'Takes the connection {target} away.',
        matches: [
          'nmcli con down eth0',
          'nmcli connection delete lan',
          'nmcli dev disconnect eth0',
          'nmcli networking off',
          'nmcli radio wifi off',
          'nmcli c d lan',
        ],
        misses: ['nmcli con show eth0', 'nmcli con up eth0', 'nmcli dev status', 'nmcli networking on'],
      }),
      harms('network_lockout', 'high', {
        id: 'nmcli.modify',
        when: {
          test: nmcli(
            (object, verb) =>
              (begins('connection')(object) && /^(mod|modi|modify|m|mo|edit|e|ed|migrate)$/.test(verb)) ||
              (begins('device')(object) && /^(set|se|mod|modify|m|mo)$/.test(verb)),
          ),
        },
        targets: (given) => textsOf(given.plain.slice(2, 3)),
        ...WAY,
        why: 'Changes the addresses or ways of {target}, at once or when it comes up again.',
        matches: ['nmcli con mod eth0 ipv4.addresses 10.0.0.9/24', 'nmcli device set eth0 managed no'],
        misses: ['nmcli con show mod'],
      }),
      harms('network_lockout', 'high', {
        id: 'nmcli.up',
        when: { test: nmcli((object, verb) => begins('connection')(object) && /^(up|u)$/.test(verb)) },
        targets: (given) => textsOf(given.plain.slice(2, 3)),
        ...WAY,
        why: 'Activates {target} anew with what is configured for it; an interface that is in use goes down for that.',
        matches: ['nmcli con up eth0'],
        misses: ['nmcli con show up', 'nmcli con reload'],
      }),
      adds({
        id: 'nmcli.add',
        when: {
          test: nmcli(
            (object, verb) =>
              (begins('connection')(object) && /^(add|a|ad|reload|load|clone|import|re|rel)$/.test(verb)) ||
              (begins('device')(object) && /^(connect|c|wifi|w|lldp|up|monitor)$/.test(verb)) ||
              (begins('networking')(object) && /^(on|o|connectivity)$/.test(verb)) ||
              (begins('general')(object) && /^(hostname|reload|logging)$/.test(verb)),
          ),
        },
        targets: 'none',
        ...ADDED,
        why: 'Adds a connection or reads them again.',
        matches: ['nmcli con add type ethernet con-name lan ifname eth1', 'nmcli con reload', 'nmcli networking on'],
        misses: ['nmcli con delete lan'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers NetworkManager.',
  },
  {
    names: ['nmtui', 'nmtui-edit', 'nmtui-connect', 'nmtui-hostname', 'system-config-network', 'nm-connection-editor'],
    style: {},
    rules: [
      harms('network_lockout', 'high', {
        id: 'nmtui.open',
        when: {},
        ...NET,
        why: 'Changes the network by hand; what will be chosen is not known.',
        matches: ['nmtui'],
        misses: ['nmcli'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes the network by hand.',
  },
];
