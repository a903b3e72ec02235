import type { Program, Rule } from '../program.js';
import { DESTROYS } from './pool-destroys.js';

const PREVIEW = { effect: 'read_only', instead: true } as const;

const ADDS = { effect: 'reversible', type: 'reversible_change', targetKind: 'pool', targets: 'first' } as const;

const PREVIEWS: readonly Rule[] = [
  {
    ...PREVIEW,
    id: 'zpool.preview',
    when: { subcommand: ['create|add|split|remove'], anyOption: ['-n'] },
    why: 'With -n zpool shows the layout that would come out and changes nothing.',
    matches: [
      'zpool create -n tank mirror /dev/sdb /dev/sdc',
      'zpool add -n tank mirror sdd sde',
      'zpool split -n tank new',
      'zpool remove -n tank sdb',
      'zpool create -fn tank sdb',
    ],
    misses: ['zpool create tank mirror /dev/sdb /dev/sdc', 'zpool add -f tank sdd', 'zpool destroy -n tank'],
  },
  {
    ...PREVIEW,
    id: 'zpool.rewind_preview',
    when: { subcommand: ['import|clear'], anyOption: ['-n'], allOptions: ['-F'] },
    why: 'With -F -n zpool only says whether discarding the last transactions would make the pool importable.',
    matches: ['zpool import -Fn tank', 'zpool import -F -n tank', 'zpool clear -Fn tank'],
    misses: ['zpool import -F tank', 'zpool clear -F tank'],
  },
  {
    ...PREVIEW,
    id: 'zpool.import_lists',
    when: {
      subcommand: ['import'],
      noOption: ['-a'],
      test: (given) => !given.unknown && given.plain.length < 2,
    },
    why: 'zpool import without a pool lists what could be imported.',
    matches: ['zpool import', 'zpool import -d /dev/disk/by-id', 'zpool import -D'],
    misses: ['zpool import -f tank', 'zpool import -FX tank'],
  },
  {
    ...PREVIEW,
    id: 'zpool.upgrade_lists',
    when: { subcommand: ['upgrade'], noOption: ['-a'], test: (given) => !given.unknown && given.plain.length < 2 },
    why: 'zpool upgrade without a pool lists versions and features.',
    matches: ['zpool upgrade', 'zpool upgrade -v'],
    misses: ['zpool upgrade -a', 'zpool upgrade tank'],
  },
];

const ADDITIONS: readonly Rule[] = [
  {
    ...ADDS,
    id: 'zpool.cares',
    when: {
      subcommand: [
        'scrub|trim|initialize|online|reopen|resilver|sync|clear|checkpoint|set|reguid|import|remove|prefetch|ddtprune',
      ],
    },
    why: 'Checks, cleans or tunes {target}; nothing is lost.',
    matches: [
      'zpool scrub tank',
      'zpool scrub -s tank',
      'zpool online tank sdb',
      'zpool clear tank',
      'zpool import tank',
      'zpool set autotrim=on tank',
      'zpool checkpoint tank',
      'zpool trim tank',
      'zpool remove -s tank',
    ],
    misses: ['zpool status', 'zpool list', 'zpool iostat 5'],
  },
  {
    ...PREVIEW,
    id: 'zpool.reads',
    when: { subcommand: ['status|list|iostat|get|history|wait|version|help|events'], noOption: ['-c'] },
    why: 'Reads the state of pools.',
    matches: [
      'zpool status',
      'zpool status -xv tank',
      'zpool list -Hp',
      'zpool iostat -v 5 3',
      'zpool get all tank',
      'zpool history tank',
      'zpool events -v',
      'zpool version',
      'zpool list -o name,health destroy',
    ],
    misses: ['zpool scrub tank', 'zpool events -c'],
  },
  {
    ...PREVIEW,
    id: 'zpool.reads_with_scripts',
    when: { subcommand: ['status|iostat'], anyOption: ['-c'] },
    why: 'Reads the state of pools; -c adds columns by the scripts that the administrator installed for it.',
    matches: ['zpool status -c media,serial', 'zpool iostat -c size'],
    misses: ['zpool events -c'],
  },
];

export const ZPOOL: readonly Program[] = [
  {
    names: ['zpool'],
    style: {
      subcommands: 1,
      globalValued: [],
      valued: ['-o', '-O', '-R', '-t', '-d', '-m', '-T', '-c', '-V', '-r', '-w'],
      valuedAfter: {
        offline: [],
        online: [],
        status: ['-T', '-c', '-j'],
        iostat: ['-T', '-c'],
        list: ['-o', '-T'],
        get: ['-o'],
        remove: [],
        detach: [],
        clear: [],
        destroy: [],
        export: [],
        scrub: [],
        trim: ['-r', '--rate'],
        initialize: [],
        events: [],
        history: [],
        upgrade: ['-V'],
        checkpoint: [],
        labelclear: [],
        split: ['-o', '-R'],
        add: ['-o'],
        attach: ['-o'],
        replace: ['-o'],
        create: ['-o', '-O', '-R', '-t', '-m'],
        import: ['-o', '-R', '-d', '-c', '-T'],
      },
    },
    rules: [...PREVIEWS, ...DESTROYS, ...ADDITIONS],
    otherwise: 'opaque',
    why: 'Manages pools of ZFS.',
  },
];
