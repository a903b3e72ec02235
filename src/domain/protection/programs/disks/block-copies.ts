import type { Program } from '../program.js';
import { harms, helps, hides, reads, rehearses, textOf } from '../rule-kinds.js';
import { harmOfWriting, overwriteRules, placePath, whereWords } from '../files/written-paths.js';
import type { Arguments } from '../read-arguments.js';
import type { Word } from '../../../../platform/shell/reading.js';

const written =
  (option: string) =>
  (given: Arguments): readonly Word[] => {
    const word = given.key(option);
    return word === undefined ? [] : [word];
  };

const wipesFile = whereWords(
  written('of'),
  (path) => path !== '' && harmOfWriting(path) === 'none' && path !== '/dev/null',
);

const inputIs = (given: Arguments, names: RegExp): boolean => names.test(textOf(given.key('if')));

const inPlace = (given: Arguments): boolean => /notrunc/.test(textOf(given.key('conv')));

const DD: Program = {
  names: ['dd', 'gdd', 'dcfldd', 'dc3dd'],
  style: { keyValue: true },
  rules: [
    helps('dd'),
    ...overwriteRules('dd', written('of'), {
      device: {
        matches: [
          'dd if=/dev/zero of=/dev/sda bs=1M',
          'dd of=/dev/nvme0n1 if=image.iso',
          'sudo dd if=/dev/urandom of="/dev/sdb" count=1',
        ],
        misses: [
          'dd if=/dev/sda of=/srv/sda.img',
          'dd if=/dev/zero of=/dev/null bs=1M count=10',
          'dd if=/dev/sda bs=512 count=1',
          'echo dd if=x of=/dev/sda',
          'dd --help',
          'dd if=/dev/zero of=/tmp/test bs=1M count=10',
          'dd if=/dev/sda1 of=backup.img',
          'ddate',
          'git add if=of=/dev/sda',
          'dd if=/dev/zero of=/srv/bench bs=1M count=1',
        ],
      },
      config: {
        matches: ['dd if=x of=/etc/fstab', 'dd if=x of=/boot/vmlinuz'],
        misses: ['dd if=/etc/fstab of=/root/fstab'],
      },
      data: { matches: ['dd if=x of=/var/lib/mysql/ibdata1'], misses: ['dd if=/var/log/syslog of=/tmp/x'] },
    }),
    harms('data_overwrite', 'high', {
      id: 'dd.over_image',
      when: { test: (given) => /\.(qcow2?|vmdk|vdi|vhdx?|vdisk)$/i.test(textOf(given.key('of'))) },
      targets: (given) => [textOf(given.key('of'))],
      targetKind: 'path',
      why: 'Writes over {target}, the disk of a machine; dd makes no new file of that kind.',
      matches: ['dd if=backup.img of=/srv/vm/web.qcow2'],
      misses: ['dd if=/srv/vm/web.qcow2 of=/dev/null', 'dd if=/dev/sda of=/srv/sda.img'],
    }),
    harms('data_overwrite', 'high', {
      id: 'dd.wipes_file',
      when: {
        test: (given, execution) =>
          wipesFile.test(given, execution) &&
          ((inputIs(given, /^\/dev\/(zero|u?random)$/) && inPlace(given)) ||
            inputIs(given, /^\/dev\/null$/) ||
            textOf(given.key('count')) === '0') &&
          given.key('seek') === undefined,
      },
      targets: wipesFile.targets,
      why: 'Writes over {target}, a file that is there.',
      matches: ['dd if=/dev/zero of=/srv/report.odt conv=notrunc bs=1k count=10', 'dd if=/dev/null of=/srv/app.bin'],
      misses: [
        'dd if=/dev/zero of=/srv/bench bs=1M count=1',
        'dd if=/dev/zero of=disk.img bs=1 count=0 seek=10G',
        'dd if=/dev/null of=/tmp/x',
      ],
    }),
    reads({
      id: 'dd.reads',
      when: {
        test: (given, execution) =>
          given.key('of') === undefined || placePath(textOf(given.key('of')), execution) === '/dev/null',
      },
      why: 'Without of= dd only reads; /dev/null keeps nothing.',
      matches: [
        'dd if=/dev/sda bs=512 count=1',
        'dd if=/dev/zero of=/dev/null bs=1M count=10',
        'dd if=/dev/sda bs=1M of=/dev/null status=progress',
      ],
      misses: ['dd if=/dev/zero of=/dev/sda'],
    }),
  ],
  otherwise: 'reversible',
  why: 'Copies blocks.',
};

/** Copies of blocks, and tests that write them. */
export const BLOCK_COPIES: readonly Program[] = [
  DD,
  {
    names: ['ddrescue', 'gddrescue', 'dd_rescue', 'myrescue'],
    style: {
      valued: [
        '-b',
        '-B',
        '-c',
        '-d',
        '-e',
        '-i',
        '-K',
        '-L',
        '-m',
        '-o',
        '-O',
        '-P',
        '-Q',
        '-r',
        '-s',
        '-S',
        '-T',
        '-x',
        '-X',
        '-y',
        '-Y',
        '-Z',
      ].filter((option) => !['-d', '-S', '-O'].includes(option)),
    },
    rules: [
      helps('ddrescue'),
      ...overwriteRules('ddrescue', ({ operands }) => operands.slice(1, 2), {
        device: {
          matches: ['ddrescue -f /dev/sda /dev/sdb map', 'ddrescue --force image.img /dev/sdb'],
          misses: ['ddrescue /dev/sda /srv/sda.img map', 'ddrescue -d -r3 /dev/sda sda.img sda.map'],
        },
        config: { matches: ['ddrescue /dev/sda /etc/fstab'], misses: ['ddrescue /dev/sda x.img'] },
        data: { matches: ['ddrescue /dev/sda /var/lib/mysql/x'], misses: ['ddrescue /dev/sda x.img'] },
      }),
    ],
    otherwise: 'reversible',
    why: 'Copies what can be read of a failing disk into an image.',
  },
  {
    names: ['badblocks'],
    style: { valued: ['-b', '-c', '-d', '-e', '-i', '-o', '-p', '-t'] },
    rules: [
      harms('disk_format', 'critical', {
        id: 'badblocks.writes',
        when: { anyOption: ['-w'] },
        targets: 'first',
        targetClass: 'device',
        why: 'Tests {target} by writing over all of it.',
        matches: ['badblocks -w /dev/sdb', 'badblocks -wsv /dev/sdb', 'badblocks -svw -b 4096 /dev/sdc'],
        misses: ['badblocks -sv /dev/sdb', 'badblocks -n /dev/sdb', 'badblocks -o w.txt /dev/sdb'],
      }),
      {
        id: 'badblocks.rewrites',
        when: { anyOption: ['-n'], test: ({ options }) => !options.has('-w') },
        effect: 'destructive',
        type: 'data_overwrite',
        severity: 'medium',
        targets: 'first',
        targetKind: 'device',
        why: 'Writes every block of {target} and writes its old content back; a crash between loses it.',
        matches: ['badblocks -nsv /dev/sdb'],
        misses: ['badblocks -sv /dev/sdb', 'badblocks -w /dev/sdb'],
      },
    ],
    otherwise: 'read_only',
    why: 'Without -w and -n it reads only.',
  },
  {
    names: ['fio', 'bonnie++', 'iozone', 'sysbench', 'hdparm-bench'],
    style: {
      singleDashLong: true,
      valued: [
        '-filename',
        '-rw',
        '-readwrite',
        '-directory',
        '-name',
        '-size',
        '-bs',
        '-f',
        '-d',
        '-runtime',
        '-numjobs',
        '-iodepth',
        '-ioengine',
        '-output',
        '-hdd',
        '-timeout',
        '-s',
        '-u',
      ],
    },
    rules: [
      rehearses({
        id: 'fio.preview',
        when: {
          anyOption: ['--parse-only', '--showcmd', '--readonly', '--version', '--help', '--cmdhelp', '--enghelp'],
        },
        why: 'It only reads or parses.',
        matches: ['fio --readonly --filename=/dev/sdb --rw=randread --name=x', 'fio --parse-only job.fio'],
        misses: ['fio --filename=/dev/sdb --rw=randwrite --name=x'],
      }),
      harms('disk_format', 'critical', {
        id: 'fio.writes_device',
        when: {
          test: (given) =>
            given.valuesOf('--filename').some((word) => textOf(word).startsWith('/dev/') || word.unknown) &&
            [...given.valuesOf('--rw'), ...given.valuesOf('--readwrite')].some(
              (word) => /write|rw|trim/.test(textOf(word)) || word.unknown,
            ),
        },
        targets: (given) => given.valuesOf('--filename').flatMap(({ values }) => values),
        targetClass: 'device',
        why: 'Measures by writing over {target}.',
        matches: [
          'fio --filename=/dev/sdb --rw=randwrite --name=x',
          'fio --name=t --rw=randrw --filename /dev/nvme0n1',
          'fio -filename=/dev/sdb -rw=write -name=x',
        ],
        misses: [
          'fio --filename=/dev/sdb --rw=randread --name=x',
          'fio --filename=/tmp/t --rw=write --name=x --size=1G',
          'fio --name=x --rw=randread --directory=/srv',
        ],
      }),
      hides('medium', {
        id: 'fio.job_file',
        when: {
          minOperands: 1,
          test: ({ operands }) => operands.some((word) => /\.(fio|job|ini|cfg)$/.test(textOf(word))),
        },
        why: 'The job file {target} says where it writes.',
        matches: ['fio job.fio'],
        misses: ['fio --name=x --rw=read --size=1G'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Measures disks with files of its own.',
  },
];
