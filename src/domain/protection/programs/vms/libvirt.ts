import type { Execution } from '../../../../platform/shell/reading.js';
import { quoteWord } from '../interpreters/judge-code.js';
import type { JudgeTools, Program, Verdict } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, textOf } from '../rule-kinds.js';
import { verb, VM } from './vm-words.js';

const VIRSH_LOOK =
  /^(list|dominfo|domstate|dumpxml|domblk.*|domif.*|domstats|domjobinfo|domid|domuuid|domname|domdisplay|domhostname|domtime|domxml-.*|net-(list|info|dumpxml|dhcp-leases|name|uuid|event|port-list)|pool-(list|info|dumpxml|name|uuid|event|capabilities)|vol-(list|info|dumpxml|path|name|key|pool)|snapshot-(list|info|dumpxml|current|parent)|checkpoint-(list|info|dumpxml)|node(info|cpumap|cpustats|memstats|dev-list|dev-dumpxml)|version|uri|hostname|sysinfo|capabilities|domcapabilities|vcpuinfo|vcpucount|vcpupin|iface-(list|dumpxml|mac|name)|secret-(list|dumpxml)|nwfilter-(list|dumpxml)|guestinfo|help|freecell|maxvcpus|ttyconsole|vncdisplay|event|cpu-.*|emulatorpin|memtune|schedinfo|screenshot|backup-dumpxml|dommemstat|domcontrol|domfsinfo|domlaunchsecinfo|iothreadinfo|guestvcpus|perf|hypervisor-cpu-.*|nodesevinfo|get-user-sshkeys|find-storage-pool-sources.*|vol-info|net-metadata|domdirtyrate-calc|dom\w*(info|stat|stats|state|list|addr))$/;

const VIRSH_DESTROY =
  /^(undefine|vol-delete|vol-wipe|pool-delete|snapshot-delete|checkpoint-delete|snapshot-revert|secret-undefine|managedsave-remove|blockcommit|blockpull|restore|vol-upload|vol-resize|blockresize|net-undefine|pool-undefine|iface-undefine|nwfilter-undefine|detach-disk)$/;

const VIRSH_STOP =
  /^(destroy|shutdown|reboot|reset|suspend|managedsave|save|migrate|dompmsuspend|net-destroy|pool-destroy|iface-destroy|iface-bridge|iface-unbridge|iface-begin|iface-rollback|nodesuspend|qemu-monitor-command|qemu-agent-command|detach-device|detach-interface|node(dev-detach|dev-destroy)|inject-nmi|send-key|dump|net-update|daemon-shutdown)$/;

/** `virsh 'undefine web; pool-delete x'`, and what it reads from its input: a command a line, each judged by itself. */
function judgeGivenCommands(given: Arguments, { stdin }: Execution, tools: JudgeTools): Verdict | undefined {
  const [only] = given.plain;
  const inWord = only !== undefined && /\s/.test(textOf(only)) ? textOf(only) : undefined;
  const text = inWord ?? (only === undefined && stdin.kind === 'text' ? stdin.text : undefined);
  if (text === undefined) return undefined;
  const commands = text.split(/[;\n]/).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  return tools.judgeText(
    commands.map((line) => `virsh ${line.trim().split(/\s+/).map(quoteWord).join(' ')}`).join('\n'),
  );
}

export const LIBVIRT: readonly Program[] = [
  {
    names: ['virsh'],
    style: {
      subcommands: 1,
      valued: ['-c', '--connect', '-l', '--log', '-k', '-K', '-e'],
      globalValued: ['-c', '--connect', '-l', '--log', '-d', '--debug', '-k', '-K', '-e'],
    },
    rules: [
      helps('virsh', ['--help', '--version', '-h', '-V', '-v']),
      reads({
        id: 'virsh.look',
        when: {
          test: (given, { stdin }) =>
            (given.plain.length === 0 && stdin.kind !== 'text' && stdin.kind !== 'opaque' && stdin.kind !== 'file') ||
            VIRSH_LOOK.test(verb(given)),
        },
        targets: 'none',
        why: 'Shows machines.',
        matches: [
          'virsh list --all',
          'virsh dominfo destroy',
          'virsh -c qemu:///system dumpxml web',
          'virsh snapshot-list undefine',
        ],
        misses: ['virsh destroy web', 'virsh undefine list'],
      }),
      harms('vm_destroy', 'critical', {
        id: 'virsh.destroy',
        when: { test: (given) => VIRSH_DESTROY.test(verb(given)) },
        ...VM,
        why: 'Deletes {target}, its disks or snapshots, or writes over them.',
        matches: [
          'virsh undefine web --remove-all-storage',
          'virsh vol-delete --pool default web.qcow2',
          'virsh snapshot-delete web s1',
          'virsh snapshot-revert web s1',
          'virsh pool-delete default',
          'virsh undefine web',
        ],
        misses: ['virsh destroy web', 'virsh dominfo undefine'],
      }),
      harms('vm_destroy', 'high', {
        id: 'virsh.stop',
        when: { test: (given) => VIRSH_STOP.test(verb(given)) },
        ...VM,
        why: 'Stops or interrupts {target}; destroy pulls its plug.',
        matches: [
          'virsh destroy web',
          'virsh shutdown web',
          'virsh reboot web',
          'virsh net-destroy default',
          'virsh suspend web',
        ],
        misses: ['virsh start web', 'virsh list', 'virsh dominfo shutdown'],
      }),
      adds({
        id: 'virsh.add',
        when: {
          test: (given) =>
            !VIRSH_DESTROY.test(verb(given)) &&
            !VIRSH_STOP.test(verb(given)) &&
            !VIRSH_LOOK.test(verb(given)) &&
            /^(start|create|define|resume|autostart|edit|attach-.*|change-media|set(mem|maxmem|vcpus|-user-password)|snapshot-(create|create-as|edit|current)|checkpoint-create.*|net-(create|define|start|autostart|edit)|pool-(create|create-as|define|define-as|start|autostart|refresh|edit)|vol-(create|create-as|create-from|clone|download)|backup-begin|domrename|desc|metadata|blockcopy|dompmwakeup|console|domfs.*|update-device|nodedev-(reattach|create)|secret-(define|set-value)|iface-(start|define|commit)|nwfilter-define|domtime|update-memory-device|qemu-attach|connect|cd|echo|pwd|quit|domif-setlink|blkdeviotune|iothread.*|perf|numatune|memtune|net-port-.*)$/.test(
              verb(given),
            ),
        },
        ...VM,
        why: 'Starts or adds; undone by its opposite.',
        matches: [
          'virsh start web',
          'virsh snapshot-create-as web before',
          'virsh autostart web',
          'virsh define web.xml',
        ],
        misses: ['virsh destroy web', 'virsh list'],
      }),
    ],
    judge: judgeGivenCommands,
    otherwise: 'opaque',
    why: 'Steers virtual machines.',
  },
];
