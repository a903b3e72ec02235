import type { Program } from '../program.js';
import { adds, harms, reads, textOf } from '../rule-kinds.js';

/** What routers and firewall appliances are set up with. */
export const ROUTERS: readonly Program[] = [
  {
    names: ['uci'],
    style: { subcommands: 1, valued: ['-c', '-d', '-f', '-p', '-P', '-t'] },
    rules: [
      reads({
        id: 'uci.look',
        when: { subcommand: ['show|get|export|changes'] },
        targets: 'none',
        why: 'Shows the configuration.',
        matches: ['uci show network', 'uci get network.lan.ipaddr'],
        misses: ['uci set network.lan.ipaddr=10.0.0.1'],
      }),
      harms('network_lockout', 'high', {
        id: 'uci.network',
        when: {
          subcommand: ['set|delete|commit|batch|import|rename|reorder|del_list|add_list|add'],
          test: (given) =>
            given.operands.length === 0 ||
            /^(network|firewall|wireless|dropbear|dhcp|system)\b/.test(textOf(given.operands[0])),
        },
        why: 'Changes how the appliance is reached: {target}.',
        matches: ['uci set network.lan.ipaddr=10.0.0.1', 'uci commit network'],
        misses: ['uci show network', 'uci revert network'],
      }),
      harms('config_overwrite', 'medium', {
        id: 'uci.set',
        when: { subcommand: ['set|delete|commit|batch|import|rename|reorder|del_list|add_list|add'] },
        targetKind: 'resource',
        why: 'Changes the configuration: {target}.',
        matches: ['uci set luci.main.lang=en'],
        misses: ['uci show luci'],
      }),
      adds({
        id: 'uci.revert',
        when: { subcommand: ['revert'] },
        targets: 'none',
        why: 'Forgets changes that were not committed.',
        matches: ['uci revert network'],
        misses: ['uci commit network'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes the configuration of an OpenWrt appliance.',
  },
];
