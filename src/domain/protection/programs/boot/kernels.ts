import type { Program } from '../program.js';
import { adds, harms, hides, rehearses, textOf } from '../rule-kinds.js';

/** What kernels start with, their drivers, and the firmware. */
export const KERNELS: readonly Program[] = [
  {
    names: [
      'update-initramfs',
      'mkinitcpio',
      'dracut',
      'mkinitramfs',
      'mkinitrd',
      'genkernel',
      'mkinitfs',
      'booster',
      'kernel-install',
      'installkernel',
      'depmod-boot',
    ],
    style: {
      valued: [
        '-k',
        '-b',
        '-p',
        '--preset',
        '-g',
        '--generate',
        '-c',
        '--config',
        '-A',
        '-S',
        '-o',
        '--kver',
        '-a',
        '--add',
        '-m',
        '-d',
        '-t',
        '-C',
      ].filter((option) => !['-c', '-d'].includes(option)),
    },
    rules: [
      rehearses({
        id: 'initramfs.reads',
        when: {
          anyOption: [
            '--help',
            '-h',
            '--version',
            '-V',
            '-L',
            '--listhooks',
            '-P-x',
            '--list-modules',
            '-H',
            '--hookhelp',
            '--printsize',
            '--print-cmdline',
          ],
        },
        why: 'Only prints.',
        matches: ['dracut --list-modules', 'mkinitcpio -L', 'update-initramfs --help'],
        misses: ['dracut -f'],
      }),
      harms('boot_change', 'high', {
        id: 'initramfs.deletes',
        when: {
          test: (given, { program }) =>
            (program === 'update-initramfs' && given.options.has('-d')) ||
            (program === 'kernel-install' && given.plain.some((word) => textOf(word) === 'remove')),
        },
        targets: (given) => [...given.valuesOf('-k'), ...given.operands.slice(-1)].flatMap(({ values }) => values),
        targetKind: 'boot',
        why: 'Deletes what the kernel {target} starts with.',
        matches: ['update-initramfs -d -k 6.1.0', 'kernel-install remove 6.1.0'],
        misses: ['update-initramfs -u', 'lsinitramfs /boot/initrd.img', 'kernel-install list'],
      }),
      harms('boot_change', 'medium', {
        id: 'initramfs.writes',
        when: {
          test: (given, { program }) =>
            (program === 'update-initramfs' && (given.options.has('-u') || given.options.has('-c'))) ||
            (program === 'dracut' &&
              (given.options.has('-f') || given.options.has('--force') || given.options.has('--regenerate-all'))) ||
            (program === 'mkinitcpio' &&
              (given.options.has('-P') ||
                given.options.has('-p') ||
                given.options.has('--allpresets') ||
                given.options.has('-g'))) ||
            program === 'mkinitrd' ||
            (program === 'kernel-install' && given.plain.some((word) => textOf(word) === 'add')) ||
            program === 'installkernel' ||
            program === 'mkinitfs',
        },
        targets: (given) => given.valuesOf('-k').flatMap(({ values }) => values),
        targetKind: 'boot',
        why: 'Writes anew what the kernel starts with; when it is wrong the host does not start.',
        matches: [
          'update-initramfs -u',
          'update-initramfs -u -k all',
          'dracut -f',
          'dracut --regenerate-all --force',
          'mkinitcpio -P',
        ],
        misses: [
          'update-initramfs --help',
          'dracut --list-modules',
          'mkinitcpio -L',
          'lsinitrd',
          'lsinitramfs /boot/initrd.img',
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Builds what a kernel starts with.',
  },
  {
    names: ['insmod', 'modprobe', 'rmmod', 'dkms'],
    style: {
      valued: ['-C', '--config', '-d', '--dirname', '-S', '--set-version', '-m', '-v', '-k', '-a', '-o'].filter(
        (option) => !['-a', '-v'].includes(option),
      ),
    },
    rules: [
      rehearses({
        id: 'modprobe.reads',
        when: {
          test: (given, { program }) =>
            [
              '-n',
              '--dry-run',
              '--show',
              '--show-depends',
              '-D',
              '-c',
              '--showconfig',
              '--show-config',
              '-R',
              '--resolve-alias',
              '--show-modversions',
              '--help',
              '-V',
              '--version',
            ].some((option) => given.options.has(option)) ||
            (program === 'dkms' && given.plain.slice(0, 1).some((word) => textOf(word) === 'status')),
        },
        why: 'Only prints.',
        matches: ['modprobe -n -r zfs', 'modprobe --show-depends zfs', 'dkms status', 'modprobe -c'],
        misses: ['modprobe -r zfs', 'rmmod zfs'],
      }),
      harms('service_disruption', 'medium', {
        id: 'rmmod.unloads',
        when: {
          test: (given, { program }) =>
            program === 'rmmod' ||
            (program === 'modprobe' && (given.options.has('-r') || given.options.has('--remove'))) ||
            (program === 'dkms' &&
              given.plain.slice(0, 1).some((word) => ['remove', 'uninstall', 'unbuild'].includes(textOf(word)))),
        },
        targets: 'last',
        targetKind: 'unit',
        why: 'Takes the driver {target} out of the kernel; what it drives stops.',
        matches: ['rmmod e1000e', 'rmmod -f zfs', 'modprobe -r nvme', 'dkms remove zfs/2.1 --all'],
        misses: ['modprobe zfs', 'lsmod', 'modinfo zfs', 'modprobe -n -r zfs', 'insmod x.ko'],
      }),
      hides('high', {
        id: 'insmod.own_file',
        when: { test: (given, { program }) => program === 'insmod' && given.operands.length > 0 },
        targets: 'first',
        why: 'Loads code into the kernel from the file {target}, past the modules that belong to it.',
        matches: ['insmod /tmp/x.ko', 'insmod ./x.ko'],
        misses: ['modprobe zfs', 'modprobe -r zfs'],
      }),
      adds({
        id: 'modprobe.loads',
        when: {
          test: (given, { program }) => program === 'modprobe' && given.operands.length > 0 && !given.options.has('-r'),
        },
        targets: 'first',
        targetKind: 'unit',
        why: 'Loads the driver {target}.',
        matches: ['modprobe zfs'],
        misses: ['modprobe -r zfs', 'insmod x.ko'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Loads drivers.',
  },
];
