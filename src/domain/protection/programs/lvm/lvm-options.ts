import type { Rule } from '../program.js';
import { rehearses } from '../rule-kinds.js';

const VALUED = [
  '-L',
  '--size',
  '-l',
  '--extents',
  '-n',
  '--name',
  '-o',
  '--options',
  '-O',
  '--sort',
  '-S',
  '--select',
  '-s',
  '--physicalextentsize',
  '--dataalignment',
  '--units',
  '--config',
  '--devices',
  '--devicesfile',
  '-m',
  '--mirrors',
  '-i',
  '--stripes',
  '-I',
  '--stripesize',
  '-V',
  '--virtualsize',
  '--type',
  '--thinpool',
  '--poolmetadata',
  '--cachepool',
  '--cachevol',
  '--addtag',
  '--deltag',
  '-f',
  '--file',
  '-p',
  '--permission',
  '-R',
  '-c',
  '-Z',
  '--zero',
  '-W',
  '--wipesignatures',
  '-a',
  '--activate',
  '-x',
  '--resizeable',
  '--alloc',
  '--reportformat',
  '--setphysicalvolumesize',
  '--restorefile',
  '-u',
  '--uuid',
  '--metadatacopies',
  '--splitmirrors',
  '--maxlogicalvolumes',
  '--maxphysicalvolumes',
  '--rebuild',
  '--vdosettings',
];

export const valuedBut = (...flags: readonly string[]): readonly string[] =>
  VALUED.filter((option) => !flags.includes(option));

const TESTS = ['-t', '--test', '--help', '-h', '--version', '--longhelp', '-?'];

/** Every LVM program honours --test wherever it stands among its options. */
export function rehearsal(program: string): Rule {
  return rehearses({
    id: `${program}.test`,
    when: { anyOption: TESTS },
    why: 'With --test LVM goes through the motions and changes nothing.',
    matches: [`${program} --test vg/x`, `${program} -t vg/x`],
    misses: [`${program} vg/x`],
  });
}
