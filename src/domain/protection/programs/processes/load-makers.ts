import type { Program } from '../program.js';
import { told } from '../reading/told.js';

/** Programs that are there to use up processors, memory or disks. */
export const LOAD_MAKERS: readonly Program[] = [
  told({
    names:
      'stress stress-ng stressapptest memtester mprime cpuburn burnP6 burnMMX burnK7 slowhttptest slowloris goldeneye t50 torshammer',
    valued:
      '--timeout -t --vm-bytes --vm -m --cpu -c --io -i --hdd -d --temp-path --class --sequential -s -M -W --matrix --fork --job -p -u -l',
    looks: [
      / (--version|-V|--help|-h|--stressors|--dry-run|-n|--class=(list|\S+\?)|-\?) /,
      '--version',
      '--stressors',
      '--dry-run --cpu 4',
    ],
    harms: [
      [
        'loads',
        'service_disruption',
        'high',
        /^(?!.* (--version|-V|--help|-h|--stressors|--dry-run|-n|--class=(list|\S+\?)|-\?) )/,
        ['--vm 64 --vm-bytes 100% --vm-populate --timeout 0', '--cpu 8', '2G'],
        'Uses up what the host has: other programs starve or are killed.',
        'host',
      ],
    ],
    why: 'Uses up what a host has.',
  }),
];
