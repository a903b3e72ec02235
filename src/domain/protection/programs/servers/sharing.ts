import type { Program } from '../program.js';
import { adds, harms, reads, textOf } from '../rule-kinds.js';

/** What is shared over the network: NFS exports, Windows shares. */
export const SHARING: readonly Program[] = [
  {
    names: ['exportfs'],
    style: { valued: ['-o'] },
    rules: [
      reads({
        id: 'exportfs.look',
        when: { anyOption: ['-v', '-s'], noOption: ['-u', '-r', '-a', '-f'] },
        targets: 'none',
        why: 'Lists what is shared.',
        matches: ['exportfs -v', 'exportfs -s'],
        misses: ['exportfs -ua'],
      }),
      harms('service_disruption', 'medium', {
        id: 'exportfs.withdraw',
        when: { anyOption: ['-u', '-f'] },
        targetKind: 'unit',
        why: 'Withdraws shares from the hosts that have them mounted.',
        matches: ['exportfs -ua', 'exportfs -u 10.0.0.0/24:/srv'],
        misses: ['exportfs -ra', 'exportfs -v'],
      }),
      adds({
        id: 'exportfs.share',
        when: { anyOption: ['-r', '-a', '-o'], noOption: ['-u', '-f'] },
        targets: 'none',
        why: 'Shares what the configuration says.',
        matches: ['exportfs -ra', 'exportfs -o rw 10.0.0.2:/srv'],
        misses: ['exportfs -ua'],
      }),
      reads({
        id: 'exportfs.list',
        when: { test: (given) => given.options.size === 0 && given.operands.length === 0 },
        targets: 'none',
        why: 'Lists what is shared.',
        matches: ['exportfs'],
        misses: ['exportfs -ua'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Shares directories by NFS, and withdraws them.',
  },
  {
    names: ['smbcontrol'],
    style: { posix: true, valued: ['-t', '-s', '-d'] },
    rules: [
      harms('service_disruption', 'medium', {
        id: 'smbcontrol.close',
        when: {
          test: (given) =>
            /^(close-share|close-denied-share|shutdown|kill-client-ip|sleep|dmalloc|inject|kick)/.test(
              textOf(given.operands[1]),
            ),
        },
        targets: 'all_but_first',
        targetKind: 'unit',
        why: 'Takes shares away from those who use them.',
        matches: ['smbcontrol all close-share data', 'smbcontrol smbd shutdown'],
        misses: ['smbcontrol all reload-config', 'smbcontrol smbd ping'],
      }),
      adds({
        id: 'smbcontrol.tell',
        when: {
          test: (given) =>
            /^(reload-config|reload-printers|ping|debug|debuglevel|profile|profilelevel|pool-usage|ip-dropped-not|samsync|online|drvupgrade)$/.test(
              textOf(given.operands[1]),
            ),
        },
        targets: 'none',
        why: 'Asks a Samba process, or lets it read its configuration again.',
        matches: ['smbcontrol all reload-config', 'smbcontrol smbd ping'],
        misses: ['smbcontrol all close-share data'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Speaks to the processes of Samba.',
  },
];
