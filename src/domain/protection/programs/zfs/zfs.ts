import type { Program, Rule } from '../program.js';
import { DESTROYS } from './dataset-destroys.js';

const PREVIEW = { effect: 'read_only', instead: true } as const;

const ADDS = { effect: 'reversible', type: 'reversible_change', targetKind: 'dataset', targets: 'last' } as const;

const PREVIEWS: readonly Rule[] = [
  {
    ...PREVIEW,
    id: 'zfs.destroy_preview',
    when: { subcommand: ['destroy'], anyOption: ['-n', '--dryrun'] },
    why: 'With -n zfs destroy only lists what it would destroy.',
    matches: [
      'zfs destroy -n tank/data',
      'zfs destroy -nv tank/data@a%b',
      'zfs destroy -rnv tank/data',
      'zfs destroy -vn -r tank/data',
      'zfs destroy tank/data@x -n',
    ],
    misses: ['zfs destroy -r tank/data', 'zfs destroy tank/data'],
  },
  {
    ...PREVIEW,
    id: 'zfs.receive_preview',
    when: { subcommand: ['receive|recv'], anyOption: ['-n'] },
    why: 'With -n zfs receive changes nothing.',
    matches: ['zfs recv -nv tank/copy', 'zfs receive -Fnv tank/copy < /tmp/stream'],
    misses: ['zfs recv -F tank/copy', 'zfs receive tank/copy'],
  },
  {
    ...PREVIEW,
    id: 'zfs.program_preview',
    when: { subcommand: ['program'], anyOption: ['-n'] },
    why: 'With -n a channel program may only read.',
    matches: ['zfs program -n tank list.lua'],
    misses: ['zfs program tank cleanup.lua'],
  },
  {
    ...PREVIEW,
    id: 'zfs.lists_when_bare',
    when: {
      subcommand: ['upgrade|mount|unmount'],
      noOption: ['-a', '-r'],
      test: (given) => !given.unknown && given.plain.length < 2,
    },
    why: 'Without a dataset it lists versions or mounts.',
    matches: ['zfs upgrade', 'zfs upgrade -v', 'zfs mount'],
    misses: ['zfs upgrade -a', 'zfs upgrade tank', 'zfs mount -a'],
  },
];

const ADDITIONS: readonly Rule[] = [
  {
    ...ADDS,
    id: 'zfs.adds',
    when: {
      subcommand: [
        'snapshot|snap|bookmark|hold|create|clone|mount|share|load-key|promote|rename|set|inherit|receive|recv|allow|redact|project|jail|zone|rewrite',
      ],
    },
    why: 'Adds to {target} or changes it in a way that a known step undoes.',
    matches: [
      'zfs snapshot -r tank@now',
      'zfs hold keep tank@a',
      'zfs create -p tank/a/b',
      'zfs clone tank@a tank/b',
      'zfs promote tank/b',
      'zfs set compression=zstd tank',
      'zfs recv tank/copy',
      'zfs mount -a',
      'zfs rename tank/a tank/b',
      'zfs load-key -a',
    ],
    misses: ['zfs list', 'zfs get all', 'zfs send tank@a'],
  },
  {
    ...PREVIEW,
    id: 'zfs.reads',
    when: { subcommand: ['list|get|diff|send|holds|userspace|groupspace|projectspace|version|wait|help'] },
    why: 'Reads datasets.',
    matches: [
      'zfs list -t snapshot -o name,used',
      'zfs get -H mountpoint tank',
      'zfs diff tank@a tank@b',
      'zfs holds tank@a',
      'zfs send -nvP tank@a',
      'zfs version',
      'zfs userspace tank',
      'zfs list -r -d 1 destroy',
    ],
    misses: ['zfs destroy tank/list'],
  },
];

export const ZFS: readonly Program[] = [
  {
    names: ['zfs'],
    style: {
      subcommands: 1,
      globalValued: [],
      valued: ['-o', '-t', '-s', '-S', '-d', '-x', '-V', '-b', '-i', '-I', '-u', '-g', '-c', '-L', '-m'],
      valuedAfter: {
        destroy: [],
        rollback: [],
        receive: ['-o', '-x'],
        recv: ['-o', '-x'],
        send: ['-i', '-I', '-t', '-d', '-X'],
        list: ['-o', '-s', '-S', '-t', '-d'],
        get: ['-o', '-s', '-t', '-d'],
        snapshot: ['-o'],
        snap: ['-o'],
        create: ['-o', '-b', '-V'],
        clone: ['-o'],
        hold: [],
        release: [],
        holds: [],
        set: [],
        inherit: [],
        rename: [],
        mount: ['-o'],
        unmount: [],
        umount: [],
        upgrade: ['-V'],
        'change-key': ['-o'],
        'load-key': ['-L'],
        program: ['-t', '-m'],
        unallow: ['-u', '-g', '-s'],
        allow: ['-u', '-g', '-s'],
      },
    },
    rules: [...PREVIEWS, ...DESTROYS, ...ADDITIONS],
    otherwise: 'opaque',
    why: 'Manages datasets and snapshots of ZFS.',
  },
];
