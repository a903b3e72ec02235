import type { Program } from '../program.js';
import { harms, helps, reads, rehearses, textOf } from '../rule-kinds.js';

/** What the firmware starts. */
export const BOOT_ENTRIES: readonly Program[] = [
  {
    names: ['efibootmgr'],
    style: {
      valued: [
        '-b',
        '--bootnum',
        '-d',
        '--disk',
        '-l',
        '--loader',
        '-L',
        '--label',
        '-n',
        '--bootnext',
        '-o',
        '--bootorder',
        '-p',
        '--part',
        '-t',
        '--timeout',
        '-u',
        '--unicode',
        '-e',
        '-m',
        '-M',
        '-H',
        '-i',
        '-I',
      ].filter((option) => option !== '-u' && option !== '-m'),
    },
    rules: [
      helps('efibootmgr', ['--help', '-h', '-V', '--version']),
      harms('boot_change', 'high', {
        id: 'efibootmgr.changes',
        when: {
          anyOption: [
            '-B',
            '--delete-bootnum',
            '-o',
            '--bootorder',
            '-O',
            '--delete-bootorder',
            '-N',
            '--delete-bootnext',
            '-A',
            '--inactive',
            '-D',
            '--remove-dups',
            '-n',
            '--bootnext',
            '-c',
            '--create',
            '-C',
            '--create-only',
            '-F',
            '--full-dev-path-x',
            '-a',
            '--active',
            '-T',
            '-t',
            '--timeout',
            '-y',
            '-r',
            '--driver',
            '-m',
            '-M',
          ],
        },
        targets: (given) =>
          ['-b', '--bootnum', '-o', '--bootorder', '-n', '--bootnext']
            .flatMap((option) => given.valuesOf(option))
            .flatMap(({ values }) => values),
        targetKind: 'boot',
        why: 'Changes what the firmware starts.',
        matches: [
          'efibootmgr -b 0001 -B',
          'efibootmgr -o 0002,0001',
          'efibootmgr -c -d /dev/sda -p 1 -L x -l x.efi',
          'efibootmgr --bootnext 0003',
          'efibootmgr -Bb 0001',
        ],
        misses: ['efibootmgr', 'efibootmgr -v', 'efibootmgr --verbose', 'efibootmgr -V'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Lists what the firmware starts.',
  },
  {
    names: ['bootctl'],
    style: {
      subcommands: 1,
      valued: ['--esp-path', '--boot-path', '--root', '--image', '--entry-token', '--make-entry-directory', '--json'],
    },
    rules: [
      rehearses({
        id: 'bootctl.reads',
        when: {
          subcommand: [
            'status|list|is-installed|systemd-efi-options|reboot-to-firmware|kernel-identify|kernel-inspect|help',
          ],
          test: (given) => given.subcommand[0] !== 'reboot-to-firmware' || given.plain.length < 2,
        },
        why: 'Prints what is started.',
        matches: ['bootctl status', 'bootctl list', 'bootctl is-installed'],
        misses: ['bootctl remove'],
      }),
      rehearses({
        id: 'bootctl.preview',
        when: {
          anyOption: ['--dry-run', '-p', '--print-esp-path', '-x', '--print-boot-path', '-R', '--help', '--version'],
        },
        why: 'Only prints.',
        matches: ['bootctl unlink x --dry-run', 'bootctl -p'],
        misses: ['bootctl unlink x'],
      }),
      harms('boot_change', 'high', {
        id: 'bootctl.changes',
        when: {
          subcommand: [
            'install|remove|unlink|cleanup|set-default|set-oneshot|set-timeout|set-timeout-oneshot|random-seed|update|set-preferred|reboot-to-firmware|link',
          ],
        },
        targetKind: 'boot',
        why: 'Changes the boot loader or its entries.',
        matches: [
          'bootctl remove',
          'bootctl install',
          'bootctl unlink x.conf',
          'bootctl set-default arch.conf',
          'bootctl update',
        ],
        misses: ['bootctl status', 'bootctl', 'bootctl list'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows systemd-boot.',
  },
  {
    names: ['proxmox-boot-tool', 'pve-efiboot-tool'],
    style: { subcommands: 2 },
    rules: [
      reads({
        id: 'proxmox-boot-tool.reads',
        when: { subcommand: ['status|help'] },
        why: 'Prints what is started.',
        matches: ['proxmox-boot-tool status'],
        misses: ['proxmox-boot-tool refresh'],
      }),
      reads({
        id: 'proxmox-boot-tool.lists',
        when: { subcommand: ['kernel', 'list'] },
        why: 'Prints kernels.',
        matches: ['proxmox-boot-tool kernel list'],
        misses: ['proxmox-boot-tool kernel remove 6.1'],
      }),
      harms('boot_change', 'critical', {
        id: 'proxmox-boot-tool.formats',
        when: { subcommand: ['format|reinit'] },
        targetKind: 'device',
        why: 'Formats {target} to start from it.',
        matches: ['proxmox-boot-tool format /dev/sda2', 'proxmox-boot-tool format /dev/sda2 --force'],
        misses: ['proxmox-boot-tool status'],
      }),
      harms('boot_change', 'high', {
        id: 'proxmox-boot-tool.changes',
        when: {
          subcommand: ['init|clean|refresh|kernel'],
          test: (given) =>
            given.subcommand[0] !== 'kernel' ||
            given.plain.some((word) => ['remove', 'pin', 'unpin', 'add'].includes(textOf(word))),
        },
        targetKind: 'boot',
        why: 'Changes what the host starts from.',
        matches: [
          'proxmox-boot-tool init /dev/sda2',
          'proxmox-boot-tool kernel remove 6.1',
          'proxmox-boot-tool refresh',
        ],
        misses: ['proxmox-boot-tool kernel list', 'proxmox-boot-tool status'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps what Proxmox starts from.',
  },
];
