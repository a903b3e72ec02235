import type { Program } from '../program.js';
import { adds, harms, helps, rehearses } from '../rule-kinds.js';
import { NONE } from './package-words.js';
import { removalRules } from './removal.js';

export const SNAP: readonly Program[] = [
  {
    names: ['snap', 'flatpak'],
    style: { subcommands: 1, valued: ['--channel', '--revision', '-n', '--arch', '--columns'] },
    rules: [
      helps('snap', ['--help', '--version', '-h']),
      rehearses({
        id: 'snap.look',
        when: {
          test: (given) =>
            /^(list|find|search|info|services|logs|changes|tasks|connections|interface|interfaces|get|version|warnings|whoami|known|model|help|saved|ps|history|remotes|remote-ls|remote-info|permissions|permission-show|config|cohort|document-list|documents|document-info|debug|validate)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            given.plain.length === 0 ||
            (given.subcommand[0] === 'refresh' && ['--list', '--time'].some((option) => given.options.has(option))),
        },
        ...NONE,
        why: 'Shows packages.',
        matches: ['snap list', 'snap info remove', 'flatpak list', 'snap refresh --list'],
        misses: ['snap remove lxd', 'flatpak uninstall x'],
      }),
      adds({
        id: 'snap.add',
        when: {
          subcommand: [
            'install|refresh|update|enable|start|connect|alias|set|download|pack|try|login|save|run|switch|prefer|ack|watch|wait|remote-add|override|mask|create-cohort|unset|unalias|make-current|repair|export-snapshot|import-snapshot|check-snapshot|okay|logout|upgrade',
          ],
        },
        targetKind: 'package',
        why: 'Adds packages, or newer versions of them.',
        matches: ['snap install lxd', 'snap refresh', 'flatpak update -y'],
        misses: ['snap remove lxd'],
      }),
      harms('service_disruption', 'medium', {
        id: 'snap.stop',
        when: { subcommand: ['stop|restart|disable|disconnect|revert|kill|abort'] },
        targetKind: 'package',
        why: 'Stops {target}, or brings an earlier version of it.',
        matches: ['snap stop lxd', 'snap revert lxd', 'snap disable lxd'],
        misses: ['snap info stop'],
      }),
      harms('backup_destroy', 'high', {
        id: 'snap.forget',
        when: { subcommand: ['forget|restore'] },
        targetKind: 'backup',
        why: 'Deletes a snapshot of data, or writes it over the present data.',
        matches: ['snap forget 3', 'snap restore 3'],
        misses: ['snap saved'],
      }),
      ...removalRules({
        program: 'snap',
        holds: (given) =>
          /^(remove|uninstall|remote-delete|reboot|document-unexport|permission-reset|permission-remove|remove-user)$/.test(
            given.subcommand[0] ?? '',
          ),
        sample: (name) => `snap remove ${name}`.trim(),
        misses: ['snap info remove', 'snap install nginx'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Installs and removes packages.',
  },
];
