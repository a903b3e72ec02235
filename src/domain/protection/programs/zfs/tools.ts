import type { Program } from '../program.js';

const PREVIEW = { effect: 'read_only', instead: true } as const;

/** Programs around ZFS. Replication and snapshot policies stand under backups/. */
export const ZFS_TOOLS: readonly Program[] = [
  {
    names: ['zdb', 'zstream', 'zstreamdump', 'arcstat', 'arc_summary', 'zilstat', 'dbufstat', 'zpool_influxdb'],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Shows the inside of pools and streams.',
  },
  {
    names: ['zinject'],
    style: { valued: ['-d', '-e', '-f', '-L', '-T', '-t', '-l', '-r', '-b', '-C', '-c', '-D', '-s', '-g', '-R'] },
    rules: [
      {
        ...PREVIEW,
        id: 'zinject.lists',
        when: { test: (given) => given.options.size === 0 && given.operands.length === 0 },
        why: 'Lists the faults that are being injected.',
        matches: ['zinject'],
        misses: ['zinject -d sda -e io tank'],
      },
      {
        id: 'zinject.faults',
        when: { anyOption: ['-d', '-t', '-b', '-D', '-p', '-A', '-I'] },
        effect: 'destructive',
        type: 'zfs_pool_change',
        severity: 'critical',
        targetKind: 'pool',
        targets: 'last',
        why: 'Injects faults into the pool {target}: data may be lost.',
        matches: ['zinject -d sda -e io tank', 'zinject -t data -f 1 /tank/file', 'zinject -d sda -A fault tank'],
        misses: ['zinject', 'zinject -c all'],
      },
    ],
    otherwise: 'reversible',
    why: 'Injects faults into ZFS; without options it lists them, -c cancels.',
  },
  {
    names: ['zgenhostid'],
    style: { valued: ['-o'] },
    rules: [
      {
        id: 'zgenhostid.overwrite',
        when: { anyOption: ['-f'] },
        effect: 'destructive',
        type: 'config_overwrite',
        severity: 'medium',
        targets: () => ['/etc/hostid'],
        targetKind: 'path',
        targetClass: 'config',
        why: 'Gives the host another id: its pools look like those of another host and are not imported at boot.',
        matches: ['zgenhostid -f', 'zgenhostid -f deadbeef'],
        misses: ['zgenhostid', 'hostid'],
      },
    ],
    otherwise: 'reversible',
    why: 'Writes /etc/hostid when there is none.',
  },
];
