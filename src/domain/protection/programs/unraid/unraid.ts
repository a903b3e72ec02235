import type { Program } from '../program.js';
import { adds, argumentTexts, harms, reads, rehearses, textOf } from '../rule-kinds.js';

const words = (execution: Parameters<typeof argumentTexts>[0]): string => argumentTexts(execution).join(' ');

/** The array of Unraid; its verbs are known from public scripts. */
export const UNRAID: readonly Program[] = [
  {
    names: ['mdcmd'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'mdcmd.reads',
        when: { subcommand: ['status|help'] },
        why: 'Prints the state of the array.',
        matches: ['mdcmd status', '/usr/local/sbin/mdcmd status'],
        misses: ['mdcmd stop'],
      }),
      harms('unraid_array', 'critical', {
        id: 'mdcmd.changes_array',
        when: {
          subcommand: ['stop|start|import|newconfig|clear|set|label|init|reset|setup|invalidslot'],
          test: (given, execution) =>
            given.subcommand[0] !== 'set' ||
            !/set (spinup_group|md_num_stripes|md_queue_limit|md_sync_limit|md_write_method|md_sync_window)/.test(
              words(execution),
            ),
        },
        targets: () => ['array'],
        why: 'Starts, stops or sets up the array anew; with the wrong disks parity is written over data.',
        matches: ['mdcmd stop', 'mdcmd start', 'mdcmd set invalidslot 1 29', 'mdcmd import 0', '/root/mdcmd stop'],
        misses: [
          'mdcmd status',
          'mdcmd check NOCORRECT',
          'mdcmd spindown 1',
          'mdcmd set md_write_method 1',
          'mdcmd nocheck',
        ],
      }),
      harms('unraid_array', 'high', {
        id: 'mdcmd.check_corrects',
        when: { subcommand: ['check'], test: (_given, execution) => !/nocorrect/i.test(words(execution)) },
        targets: () => ['parity'],
        why: 'Checks parity and writes it anew where it differs: an error of a data disk becomes final.',
        matches: ['mdcmd check', 'mdcmd check CORRECT', 'mdcmd check RESUME'],
        misses: ['mdcmd check NOCORRECT', 'mdcmd status'],
      }),
      adds({
        id: 'mdcmd.cares',
        when: { subcommand: ['check|nocheck|spindown|spinup|spinupall|spindownall|set|dump'] },
        why: 'Checks, stops a check, or lets disks sleep.',
        matches: ['mdcmd check NOCORRECT', 'mdcmd nocheck', 'mdcmd spindown 1'],
        misses: ['mdcmd status'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Gives orders to the array of Unraid.',
  },
  {
    names: ['emcmd', 'emhttpd', 'emhttp'],
    style: {},
    rules: [
      harms('unraid_array', 'critical', {
        id: 'emcmd.changes',
        when: {
          test: (_given, execution) =>
            !/^(cmdStatus|apply=|--help)/.test(words(execution)) ||
            /(cmdStop|cmdStart|startState|cmdFormat|cmdInit|cmdAssign|cmdWipe|cmdReset|newConfig|cmdErase|cmdShutdown|cmdReboot|cmdSpin)/i.test(
              words(execution),
            ),
        },
        targets: () => ['array'],
        why: 'Does what a button of the web page does: stop the array, format, assign disks.',
        matches: [
          'emcmd cmdStop=Stop',
          'emcmd "cmdFormat=Format&confirm=yes"',
          '/usr/local/sbin/emcmd cmdInit=Apply',
          'emcmd "startState=STOPPED&cmdStop=Stop"',
        ],
        misses: ['mdcmd status', 'cat /var/local/emhttp/var.ini'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Gives orders to the web engine of Unraid.',
  },
  {
    names: ['mover', 'mover.old', 'mover_tuning', 'age_mover'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'mover.reads',
        when: { subcommand: ['status|help'] },
        why: 'Says whether it runs.',
        matches: ['mover status'],
        misses: ['mover start'],
      }),
      {
        id: 'mover.stops',
        when: { subcommand: ['stop|kill|softstop'] },
        effect: 'destructive',
        type: 'service_disruption',
        severity: 'medium',
        targetKind: 'process',
        targets: () => ['mover'],
        why: 'Stops the mover in the middle of a file.',
        matches: ['mover stop', '/usr/local/sbin/mover stop'],
        misses: ['mover status', 'mover start'],
      },
    ],
    otherwise: 'reversible',
    why: 'Moves files between cache and array, as the shares say.',
  },
  {
    names: [
      'preclear_disk.sh',
      'preclear',
      'preclear_binhex.sh',
      'preclear_docker.sh',
      'preclear_joel.sh',
      'dynamix.preclear',
      'unraid-clear',
    ],
    style: { valued: ['-A', '-M', '-m', '-r', '-w', '-c', '-b', '--cycles'] },
    rules: [
      rehearses({
        id: 'preclear.lists',
        when: { anyOption: ['-l', '-t', '-v', '-h', '--help', '--list', '--test'] },
        why: 'Lists or tests only.',
        matches: ['preclear_disk.sh -l', 'preclear_disk.sh -t /dev/sdb'],
        misses: ['preclear_disk.sh /dev/sdb'],
      }),
      harms('disk_format', 'critical', {
        id: 'preclear.clears',
        when: {},
        targetClass: 'device',
        why: 'Writes zeroes over all of {target}.',
        matches: ['preclear_disk.sh /dev/sdb', 'preclear_binhex.sh -A -c 1 /dev/sdc'],
        misses: ['preclear_disk.sh -l'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Clears disks before they join the array.',
  },
  {
    names: ['unraid-api'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'unraid-api.reads',
        when: { subcommand: ['version|status|report|logs|help'] },
        why: 'Reads its state.',
        matches: ['unraid-api status', 'unraid-api report'],
        misses: ['unraid-api stop'],
      }),
      harms('service_disruption', 'medium', {
        id: 'unraid-api.stops',
        when: { subcommand: ['stop|restart'] },
        targets: () => ['unraid-api'],
        why: 'Stops the API of Unraid.',
        matches: ['unraid-api stop'],
        misses: ['unraid-api status', 'unraid-api start'],
      }),
    ],
    otherwise: 'reversible',
    why: 'The API of Unraid.',
  },
  {
    names: ['newperms', 'docker.newperms'],
    style: {},
    rules: [
      harms('permission_change', 'high', {
        id: 'newperms.changes',
        when: {},
        breadth: 'many',
        targets: ({ operands }) => (operands.length === 0 ? ['/mnt/user'] : operands.map(textOf)),
        why: 'Gives everything below {target} to nobody:users.',
        matches: ['newperms /mnt/user/media', 'newperms', 'newperms /mnt/disk1'],
        misses: ['ls -l /mnt/user', 'getfacl /mnt/user'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Sets owners and rights of whole shares.',
  },
];
