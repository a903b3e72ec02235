import { overwriteRules } from '../files/written-paths.js';
import type { Program } from '../program.js';
import { adds, argumentTexts, harms, helps, reads, textOf } from '../rule-kinds.js';

/** Images of disks. */
export const IMAGES: readonly Program[] = [
  {
    names: ['qemu-img'],
    style: {
      subcommands: 1,
      valued: [
        '-f',
        '-O',
        '-o',
        '-F',
        '-b',
        '-B',
        '-l',
        '-a',
        '-c',
        '-d',
        '-s',
        '-t',
        '-T',
        '-m',
        '-S',
        '-r',
        '--object',
        '--size',
        '-e',
        '-E',
        '-u',
      ].filter((option) => !['-c', '-u', '-r'].includes(option)),
      valuedAfter: {
        snapshot: ['-a', '-c', '-d', '-f'],
        check: ['-f', '-r', '-T'],
        create: ['-f', '-o', '-F', '-b'],
        convert: ['-f', '-O', '-o', '-l', '-B', '-S', '-m', '-t', '-T'],
        resize: ['-f', '--preallocation'],
        info: ['-f'],
        commit: ['-f', '-b', '-t'],
        rebase: ['-f', '-b', '-F'],
        compare: ['-f', '-F'],
      },
    },
    rules: [
      reads({
        id: 'qemu-img.reads',
        when: {
          subcommand: ['info|map|compare|measure|bench|check|snapshot|help'],
          test: (given) => !['-r', '-a', '-d', '-c'].some((option) => given.options.has(option)),
        },
        why: 'Reads images.',
        matches: [
          'qemu-img info x.qcow2',
          'qemu-img check x.qcow2',
          'qemu-img snapshot -l x.qcow2',
          'qemu-img compare a b',
          'qemu-img map x.qcow2',
        ],
        misses: ['qemu-img snapshot -d one x.qcow2'],
      }),
      ...overwriteRules(
        'qemu-img',
        (given) =>
          ['convert', 'dd', 'create'].includes(given.subcommand[0] ?? '')
            ? given.subcommand[0] === 'create'
              ? given.operands.slice(0, 1)
              : given.operands.slice(-1)
            : [],
        {
          device: {
            matches: [
              'qemu-img convert -O raw x.qcow2 /dev/sdb',
              'qemu-img convert x.qcow2 /dev/vg/vm',
              'qemu-img create -f qcow2 /dev/vg/vm 10G',
            ],
            misses: [
              'qemu-img convert -O qcow2 /dev/sdb x.qcow2',
              'qemu-img info /dev/sdb',
              'qemu-img create -f qcow2 x.qcow2 10G',
            ],
          },
          config: { matches: ['qemu-img convert x.qcow2 /etc/fstab'], misses: ['qemu-img convert a.vmdk b.qcow2'] },
          data: { matches: ['qemu-img convert x.qcow2 /var/lib/mysql/x'], misses: ['qemu-img convert a.vmdk b.qcow2'] },
        },
      ),
      harms('vm_destroy', 'high', {
        id: 'qemu-img.loses',
        when: {
          subcommand: ['snapshot|resize|commit|rebase|check|amend'],
          test: (given) =>
            ({
              snapshot: given.options.has('-d') || given.options.has('-a'),
              resize: given.options.has('--shrink') || given.operands.some((word) => textOf(word).startsWith('-')),
              check: given.options.has('-r'),
              rebase: true,
              commit: true,
              amend: true,
            })[given.subcommand[0] ?? ''] ?? false,
        },
        targets: (given) =>
          given.operands
            .filter((word) => /[./]/.test(textOf(word)))
            .slice(0, 1)
            .flatMap(({ values }) => values),
        targetKind: 'path',
        why: 'Throws away a snapshot or a part of the disk {target} of a virtual machine.',
        matches: [
          'qemu-img snapshot -d one x.qcow2',
          'qemu-img snapshot -a one x.qcow2',
          'qemu-img resize --shrink x.qcow2 10G',
          'qemu-img commit x.qcow2',
          'qemu-img rebase -u -b base.qcow2 x.qcow2',
          'qemu-img check -r all x.qcow2',
        ],
        misses: [
          'qemu-img snapshot -l x.qcow2',
          'qemu-img snapshot -c one x.qcow2',
          'qemu-img resize x.qcow2 +10G',
          'qemu-img check x.qcow2',
          'qemu-img info x.qcow2',
        ],
      }),
      adds({
        id: 'qemu-img.adds',
        when: {
          subcommand: ['create|convert|snapshot|resize|bitmap|dd'],
          test: (given) => given.subcommand[0] !== 'snapshot' || given.options.has('-c'),
        },
        targets: 'last',
        why: 'Writes a new image, a snapshot, or grows one.',
        matches: [
          'qemu-img create -f qcow2 x.qcow2 10G',
          'qemu-img convert a.vmdk b.qcow2',
          'qemu-img snapshot -c one x.qcow2',
        ],
        misses: ['qemu-img info x.qcow2'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Makes and changes disks of virtual machines.',
  },
  {
    names: [
      'partclone.ext4',
      'partclone.ext3',
      'partclone.ext2',
      'partclone.xfs',
      'partclone.btrfs',
      'partclone.ntfs',
      'partclone.fat32',
      'partclone.vfat',
      'partclone.dd',
      'partclone.restore',
      'partclone.extfs',
      'partimage',
      'fsarchiver',
      'clonezilla',
      'ocs-sr',
      'ocs-onthefly',
      'ntfsclone',
      'partclone.f2fs',
      'partclone.exfat',
      'partclone.info',
      'partclone.chkimg',
      'dump',
      'restore',
      'xfsdump',
      'xfsrestore',
    ],
    style: {
      valued: [
        '-s',
        '-o',
        '-O',
        '-L',
        '-O',
        '--source',
        '--output',
        '--overwrite',
        '-j',
        '-z',
        '-f',
        '-l',
        '-M',
        '-J',
      ].filter((option) => option !== '-O'),
    },
    rules: [
      helps('partclone'.concat('.ext4')),
      harms('disk_format', 'critical', {
        id: 'partclone.restores',
        when: {
          test: (given, execution) => {
            const { program } = execution;
            const words = argumentTexts(execution);
            if (program?.startsWith('partclone.') === true)
              return (
                program === 'partclone.restore' ||
                given.options.has('-r') ||
                given.options.has('--restore') ||
                given.options.has('-b') ||
                [
                  ...given.valuesOf('-o'),
                  ...given.valuesOf('--output'),
                  ...(given.options.has('-O') ? given.operands : []),
                ].some((word) => textOf(word).startsWith('/dev/'))
              );
            if (program === 'fsarchiver') return words.includes('restfs') || words.includes('restdir');
            if (program === 'partimage') return words.includes('restore') || words.includes('restmbr');
            if (program === 'ntfsclone')
              return (
                given.options.has('-r') ||
                given.options.has('--restore-image') ||
                given.options.has('-O') ||
                given.options.has('--overwrite')
              );
            if (program === 'ocs-sr') return words.some((text) => /^restore(disk|parts)$/.test(text));
            if (program === 'ocs-onthefly') return true;
            return false;
          },
        },
        targets: 'last',
        targetClass: 'device',
        why: 'Writes an image over {target}.',
        matches: [
          'partclone.restore -s img -o /dev/sdb1',
          'partclone.ext4 -r -s img -o /dev/sda1',
          'fsarchiver restfs x.fsa id=0,dest=/dev/sda1',
          'ocs-sr restoredisk img sda',
          'ntfsclone --restore-image --overwrite /dev/sdb1 x.img',
        ],
        misses: [
          'partclone.ext4 -c -s /dev/sda1 -o x.img',
          'fsarchiver savefs x.fsa /dev/sda1',
          'fsarchiver archinfo x.fsa',
          'xfsdump -f x /srv',
          'ntfsclone --save-image -o x.img /dev/sdb1',
          'partclone.info x.img',
        ],
      }),
      harms('data_overwrite', 'high', {
        id: 'restore.over_files',
        when: {
          test: (given, { program }) =>
            ['restore', 'xfsrestore'].includes(program ?? '') &&
            !['-t', '-C', '-T', '-I', '-i'].some((option) => given.options.has(option)),
        },
        targets: 'last',
        targetKind: 'path',
        why: 'Restores files over those in {target}.',
        matches: ['xfsrestore -f x.dump /srv', 'restore -rf x.dump'],
        misses: ['xfsrestore -t -f x.dump', 'restore -tf x.dump', 'xfsdump -f x /srv'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Saves disks into images, or writes them back.',
  },
];
