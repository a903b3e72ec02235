import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms, helps, reads, rehearses, textOf, valuesOf } from '../rule-kinds.js';

/** Boot loaders. */
export const LOADERS: readonly Program[] = [
  {
    names: [
      'grub-install',
      'grub2-install',
      'lilo',
      'extlinux',
      'syslinux',
      'limine',
      'limine-deploy',
      'refind-install',
      'bcdboot',
      'u-boot-update',
      'zipl',
      'elilo',
      'make_bootable_linux',
      'flash-kernel',
      'proxmox-boot-tool-x',
      'grub-bios-setup',
      'grub2-bios-setup',
      'install-grub',
    ],
    style: {
      valued: [
        '-d',
        '--directory',
        '--target',
        '--boot-directory',
        '--root-directory',
        '--efi-directory',
        '--bootloader-id',
        '--modules',
        '-C',
        '-r',
        '--device',
      ],
    },
    rules: [
      helps('grub-install', ['--help', '--version', '-V']),
      rehearses({
        id: 'grub-install.tests',
        when: { anyOption: ['-t', '--test'], test: (_given, { program }) => program === 'lilo' || program === 'zipl' },
        why: 'With -t lilo only tests.',
        matches: ['lilo -t', 'lilo -t -v'],
        misses: ['lilo'],
      }),
      harms('boot_change', 'high', {
        id: 'grub-install.writes',
        when: {},
        targetKind: 'boot',
        why: 'Writes the boot loader onto {target}; when it is wrong the host does not start.',
        matches: [
          'grub-install /dev/sda',
          'grub2-install --force /dev/sda',
          'grub-install --target=x86_64-efi --efi-directory=/boot/efi',
          'lilo',
          'extlinux --install /boot',
          'flash-kernel',
        ],
        misses: ['grub-install --version', 'grub-probe /', 'grub-install --help', 'grub-editenv list'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Writes a boot loader.',
  },
  {
    names: [
      'update-grub',
      'update-grub2',
      'grub-mkconfig',
      'grub2-mkconfig',
      'update-burg',
      'update-bootloader',
      'update-extlinux',
      'update-systemd-boot',
    ],
    style: { valued: ['-o', '--output'] },
    rules: [
      helps('update-grub', ['--help', '-h', '--version', '-V']),
      reads({
        id: 'grub-mkconfig.prints',
        when: { test: (given, { program }) => (program ?? '').endsWith('mkconfig') && !writesMenu(given) },
        why: 'Without -o it prints what it would write.',
        matches: ['grub-mkconfig', 'grub2-mkconfig', 'grub2-mkconfig -o /dev/null'],
        misses: ['grub-mkconfig -o /boot/grub/grub.cfg'],
      }),
      harms('boot_change', 'medium', {
        id: 'update-grub.writes',
        when: {
          test: (given, { program }) => !(program ?? '').endsWith('mkconfig') || writesMenu(given),
        },
        targetKind: 'boot',
        targets: (given) =>
          ['-o', '--output'].flatMap((option) => given.valuesOf(option)).flatMap(({ values }) => values),
        why: 'Writes the menu of the boot loader anew, from the settings that are there now.',
        matches: [
          'update-grub',
          'grub-mkconfig -o /boot/grub/grub.cfg',
          'grub2-mkconfig --output=/boot/grub2/grub.cfg',
        ],
        misses: ['grub-mkconfig', 'grep grub /etc/default/grub', 'update-grub --help'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Writes the menu of the boot loader.',
  },
  {
    names: [
      'grub-set-default',
      'grub2-set-default',
      'grub-reboot',
      'grub2-reboot',
      'grubby',
      'grub-editenv',
      'grub2-editenv',
    ],
    style: {
      valued: [
        '--boot-directory',
        '--args',
        '--remove-args',
        '--update-kernel',
        '--set-default',
        '--set-default-index',
        '--remove-kernel',
        '--add-kernel',
        '--title',
        '--initrd',
        '--info',
        '--copy-default-x',
      ],
    },
    rules: [
      reads({
        id: 'grubby.reads',
        when: {
          test: (given) =>
            ['--info', '--default-kernel', '--default-index', '--default-title', '--help', '--version'].some((option) =>
              given.options.has(option),
            ) || given.plain.slice(-1).some((word) => textOf(word) === 'list'),
        },
        why: 'Prints entries.',
        matches: ['grubby --info=ALL', 'grubby --default-kernel', 'grub-editenv list', 'grub-editenv - list'],
        misses: ['grubby --remove-kernel=/boot/vmlinuz-1'],
      }),
      harms('boot_change', 'high', {
        id: 'grubby.changes',
        when: {
          test: (given, { program }) =>
            (/set-default|reboot/.test(program ?? '') && given.operands.length > 0) ||
            (program === 'grubby' &&
              [
                '--remove-kernel',
                '--update-kernel',
                '--set-default',
                '--set-default-index',
                '--args',
                '--remove-args',
                '--add-kernel',
              ].some((option) => given.options.has(option))) ||
            ((program ?? '').endsWith('editenv') &&
              given.plain.some((word) => ['set', 'unset', 'create'].includes(textOf(word)))),
        },
        targetKind: 'boot',
        why: 'Changes which entry is started, or with what.',
        matches: [
          'grub-set-default 2',
          'grub-reboot 1',
          'grubby --remove-kernel=/boot/vmlinuz-1',
          'grubby --update-kernel=ALL --args="quiet"',
          'grub-editenv - unset saved_entry',
        ],
        misses: ['grubby --info=ALL', 'grub-editenv list', 'grubby --default-kernel'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Sets entries of the boot loader.',
  },
  {
    names: [
      'grub-probe',
      'grub2-probe',
      'grub-file',
      'grub-script-check',
      'grub2-script-check',
      'grub-mkpasswd-pbkdf2',
      'lsinitramfs',
      'lsinitrd',
      'lsinitcpio',
      'needrestart-check',
      'systemd-analyze-boot',
      'linux-version',
      'kernelstub-print',
      'list-initramfs',
      'os-prober',
      'dmidecode-boot',
    ],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Reads what a host starts from.',
  },
];

const writesMenu = (given: Arguments): boolean =>
  valuesOf(given, ['-o', '--output']).some((file) => file !== '/dev/null');
