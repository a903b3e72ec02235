import type { Stdin } from '../../../../platform/shell/reading.js';
import type { Program } from '../program.js';
import { harms, reads, rehearses, textOf } from '../rule-kinds.js';
import type { Arguments } from '../read-arguments.js';
import { TABLE } from './partition-words.js';

const PARTED_READS =
  /^(print|unit|help|version|align-check|select|quit|p|u|free|all|devices|list|s|b|kb|mb|gb|tb|kib|mib|gib|tib|%|cyl|chs|compact|opt|optimal|min|minimal|\d+)$/i;

/** All words behind the device belong to commands of parted that only show. */
const onlyShows = ({ operands }: Arguments): boolean =>
  operands.slice(1).every((word) =>
    textOf(word)
      .split(/\s+/)
      .every((part) => PARTED_READS.test(part)),
  );

export const PARTITIONING: readonly Program[] = [
  {
    names: ['sfdisk'],
    style: {
      valued: [
        '-N',
        '--partno',
        '-o',
        '--output',
        '-X',
        '--label',
        '-Y',
        '--label-nested',
        '-w',
        '--wipe',
        '-W',
        '--wipe-partitions',
        '-O',
        '--backup-file',
        '--backup-pt-sectors',
        '--color',
        '--lock',
      ],
    },
    rules: [
      rehearses({
        id: 'sfdisk.preview',
        when: { anyOption: ['-n', '--no-act'] },
        why: 'With --no-act nothing is written.',
        matches: ['sfdisk --no-act /dev/sdb < table', 'sfdisk -n --delete /dev/sdb'],
        misses: ['sfdisk /dev/sdb < table'],
      }),
      rehearses({
        id: 'sfdisk.reads',
        when: {
          anyOption: [
            '-l',
            '--list',
            '-d',
            '--dump',
            '-J',
            '--json',
            '-F',
            '--list-free',
            '-g',
            '--show-geometry',
            '-s',
            '--show-size',
            '-V',
            '--verify',
            '-T',
            '--list-types',
            '-v',
            '--version',
            '-h',
            '--help',
            '--show-pt-geometry',
            '-B',
          ],
        },
        why: 'Prints the table; the dump is what it is restored from.',
        matches: [
          'sfdisk -d /dev/sda',
          'sfdisk --dump /dev/sda',
          'sfdisk -l',
          'sfdisk --json /dev/sdb',
          'sfdisk -F /dev/sdb',
        ],
        misses: ['sfdisk --delete /dev/sdb', 'sfdisk /dev/sdb < sda.dump'],
      }),
      harms('partition_change', 'critical', {
        id: 'sfdisk.changes',
        when: { minOperands: 1 },
        targets: 'first',
        why: TABLE,
        matches: [
          'sfdisk --delete /dev/sdb',
          'sfdisk /dev/sdb < sda.dump',
          'sfdisk -f /dev/sdb',
          'sfdisk -A /dev/sda 1',
          'echo ",," | sfdisk --append /dev/sdb',
          'sfdisk --part-type /dev/sda 1 83',
        ],
        misses: [
          'sfdisk -d /dev/sda',
          'sfdisk -l /dev/sdb',
          'sfdisk --list-free /dev/sdb',
          'sfdisk --version',
          'sfdisk -n /dev/sdb < t',
          'sfdisk --verify /dev/sda',
          'sfdisk -J /dev/sda',
          'echo sfdisk /dev/sda',
          'sfdisk -s /dev/sda',
          'sfdisk -T',
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Writes partition tables.',
  },
  {
    names: ['parted'],
    style: { valued: ['-a', '--align'] },
    rules: [
      rehearses({
        id: 'parted.lists',
        when: { anyOption: ['-l', '--list', '-h', '--help', '-v', '--version'] },
        why: 'Lists tables.',
        matches: ['parted -l', 'parted -ls', 'parted --list'],
        misses: ['parted /dev/sdb mklabel gpt'],
      }),
      reads({
        id: 'parted.prints',
        when: { minOperands: 2, test: (given) => !given.unknown && onlyShows(given) },
        why: 'Prints the table.',
        matches: [
          'parted /dev/sda print',
          'parted -s /dev/sda unit s print',
          'parted -s /dev/sda print free',
          'parted /dev/sda align-check optimal 1',
          'parted -m /dev/sda unit B print',
        ],
        misses: ['parted /dev/sda rm 1'],
      }),
      harms('partition_change', 'critical', {
        id: 'parted.changes',
        when: { test: (given, { stdin }) => given.unknown || !onlyShows(given) || isToldMore(stdin) },
        targets: 'first',
        why: TABLE,
        matches: [
          'parted /dev/sdb mklabel gpt',
          "parted /dev/sdb <<< 'rm 1'",
          'parted -s /dev/sdb mkpart primary 0% 100%',
          'parted /dev/sda rm 3',
          'parted -s -- /dev/sdb mklabel msdos',
          'parted /dev/sda resizepart 1 20GB',
          'parted -s /dev/sdb "mklabel gpt"',
          'parted /dev/sdb print rm 1',
          'parted /dev/sda set 1 boot on',
        ],
        misses: [
          'parted -l',
          'parted /dev/sda print',
          'parted /dev/sda unit s print',
          'parted --version',
          'parted /dev/sda print free',
          'echo parted /dev/sda rm 1',
          'parted -s /dev/sda p',
          'man parted',
          'parted /dev/sda align-check min 1',
          'parted --help',
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Writes partition tables at once.',
  },
  {
    names: ['growpart'],
    style: {},
    rules: [
      rehearses({
        id: 'growpart.preview',
        when: { anyOption: ['-N', '--dry-run', '--help', '-h'] },
        why: 'Only says what it would do.',
        matches: ['growpart -N /dev/sda 1', 'growpart --dry-run /dev/sda 1'],
        misses: ['growpart /dev/sda 1'],
      }),
      harms('partition_change', 'high', {
        id: 'growpart.changes',
        when: { minOperands: 1 },
        targets: 'first',
        why: TABLE,
        matches: ['growpart /dev/sda 1'],
        misses: ['growpart --dry-run /dev/sda 1'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Grows a partition into the space behind it.',
  },
];

/** Without a command on its line parted reads them from its input. */
function isToldMore(stdin: Stdin): boolean {
  if (stdin.kind === 'inherited' || stdin.kind === 'empty') return false;
  if (stdin.kind !== 'text') return true;
  return stdin.text
    .split('\n')
    .some(
      (line) =>
        !/^\s*(print|p|unit|u|help|quit|q|select|align-check|y|yes|i|ignore)\b/.test(line.trim()) && line.trim() !== '',
    );
}
