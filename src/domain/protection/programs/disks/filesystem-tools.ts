import type { Program } from '../program.js';
import { harms, helps, reads, rehearses, textOf } from '../rule-kinds.js';

export const FILESYSTEM_TOOLS: readonly Program[] = [
  {
    names: ['xfs_repair'],
    style: { valued: ['-l', '-r', '-m', '-c', '-o', '-t', '-b'] },
    rules: [
      rehearses({
        id: 'xfs_repair.checks_only',
        when: { anyOption: ['-n', '-V'] },
        why: 'With -n it only checks.',
        matches: ['xfs_repair -n /dev/sdb1', 'xfs_repair -nv /dev/sdb1'],
        misses: ['xfs_repair /dev/sdb1'],
      }),
      harms('data_overwrite', 'critical', {
        id: 'xfs_repair.zeroes_log',
        when: { anyOption: ['-L'] },
        targetKind: 'device',
        targetClass: 'device',
        why: 'Throws the journal of {target} away: the last changes are lost, and files may be damaged.',
        matches: ['xfs_repair -L /dev/sdb1', 'xfs_repair -vL /dev/md0'],
        misses: ['xfs_repair -n /dev/sdb1', 'xfs_repair /dev/sdb1'],
      }),
      harms('data_overwrite', 'high', {
        id: 'xfs_repair.repairs',
        when: { minOperands: 1 },
        targetKind: 'device',
        targetClass: 'device',
        why: 'Repairs {target} by changing it; what it cannot join again is cut off.',
        matches: ['xfs_repair /dev/sdb1', 'xfs_repair -v /dev/mapper/vg-data'],
        misses: ['xfs_repair -n /dev/sdb1', 'xfs_info /srv', 'xfs_repair -V'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Repairs XFS.',
  },
  {
    names: ['xfs_admin'],
    style: { valued: ['-L', '-U', '-O', '-r'] },
    rules: [
      reads({
        id: 'xfs_admin.reads',
        when: { anyOption: ['-l', '-u', '-V'] },
        why: 'Prints label and UUID.',
        matches: ['xfs_admin -l /dev/sdb1', 'xfs_admin -lu /dev/sdb1'],
        misses: ['xfs_admin -U generate /dev/sdb1'],
      }),
      harms('data_overwrite', 'medium', {
        id: 'xfs_admin.changes',
        when: { anyOption: ['-U', '-O', '-c', '-e', '-j', '-p'] },
        targetKind: 'device',
        targetClass: 'device',
        why: 'Changes the identity or the format of {target}: it may no longer be found or mounted.',
        matches: ['xfs_admin -U generate /dev/sdb1', 'xfs_admin -O bigtime=1 /dev/sdb1'],
        misses: ['xfs_admin -l /dev/sdb1', 'xfs_admin -L data /dev/sdb1'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Sets values of XFS.',
  },
  {
    names: [
      'debugfs',
      'xfs_db',
      'xfs_io',
      'btrfs-corrupt-block',
      'ext4magic',
      'extundelete',
      'e2image',
      'e2undo',
      'xfs_copy',
      'xfs_mdrestore',
    ],
    style: { valued: ['-R', '-f', '-c', '-b', '-s', '-d', '-l', '-o', '-O'] },
    rules: [
      harms('data_overwrite', 'critical', {
        id: 'debugfs.writes',
        when: {
          test: (given, { program }) =>
            (program === 'debugfs' && given.options.has('-w')) ||
            (program === 'xfs_db' && given.options.has('-x')) ||
            ['e2undo', 'btrfs-corrupt-block', 'xfs_mdrestore', 'xfs_copy'].includes(program ?? '') ||
            (program === 'e2image' && given.options.has('-I')),
        },
        targets: 'last',
        targetKind: 'device',
        why: 'Writes into the inside of the file system on {target}.',
        matches: [
          'debugfs -w -R "rm /x" /dev/sda1',
          'debugfs -w /dev/sda1',
          'xfs_db -x -c "sb 0" /dev/sdb1',
          'e2undo x.e2undo /dev/sda1',
        ],
        misses: [
          'debugfs -R "stat /x" /dev/sda1',
          'xfs_db -r -c "sb 0" /dev/sdb1',
          'debugfs -c /dev/sda1',
          'e2image -Q /dev/sda1 x.qcow2',
        ],
      }),
      harms('data_overwrite', 'high', {
        id: 'xfs_io.writes',
        when: {
          // `-f` of xfs_io takes no value, other than that of its neighbours: all words are looked at.
          test: (_given, { program, args }) =>
            program === 'xfs_io' &&
            args.some((word) =>
              /^(pwrite|truncate|fpunch|fcollapse|fzero|ftruncate|unresvsp|zero|finsert|allocsp|freesp|chattr|shutdown|falloc|resvsp|reflink|dedupe|swapext|mwrite)/.test(
                textOf(word).trim(),
              ),
            ),
        },
        why: 'Changes {target} from within.',
        matches: [
          'xfs_io -c "truncate 0" /srv/x',
          'xfs_io -f -c "pwrite 0 4k" /srv/x',
          'xfs_io -c "fpunch 0 1g" /srv/x',
        ],
        misses: ['xfs_io -r -c stat /srv/x', 'xfs_io -c "fiemap -v" /srv/x'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Looks into the inside of a file system.',
  },
  {
    names: [
      'dumpe2fs',
      'xfs_info',
      'xfs_quota-report',
      'xfs_metadump',
      'xfs_bmap',
      'xfs_logprint',
      'xfs_spaceman',
      'xfs_scrub-n',
      'e2freefrag',
      'ntfsinfo',
      'ntfsls',
      'ntfscluster',
      'dump.f2fs',
      'dump.exfat',
      'tune.exfat',
      'reiserfstune-l',
      'lsblk',
      'blkid',
      'findfs',
      'swapinfo',
      'lsraid',
      'zramctl-list',
      'mount.list',
      'cdrom_id',
      'udisks-dump',
      'lshw-disk',
      'blktrace',
      'blkparse',
      'iotop',
      'ioping',
      'iolatency',
      'btt',
      'fatcat',
      'disktype',
    ],
    style: { valued: ['-o', '-b', '-s', '-t', '-L', '-U', '-c', '-d', '-m', '-w'] },
    rules: [],
    otherwise: 'read_only',
    why: 'Reads devices and file systems.',
  },
  {
    names: [
      'xfs_fsr',
      'e4defrag',
      'xfs_scrub',
      'fsfreeze',
      'e2scrub',
      'e2scrub_all',
      'filefrag-defrag',
      'quotacheck',
      'quotaon',
      'setquota',
      'edquota',
      'xfs_quota',
      'chattr-project',
    ],
    style: {
      valued: ['-t', '-f', '-m', '-p', '-u', '-g', '-c', '-x', '-D', '-P'].filter(
        (option) => !['-x', '-f', '-u', '-g'].includes(option),
      ),
    },
    rules: [
      harms('service_disruption', 'high', {
        id: 'fsfreeze.freezes',
        when: {
          test: (given, { program }) =>
            program === 'fsfreeze' && (given.options.has('-f') || given.options.has('--freeze')),
        },
        targetKind: 'path',
        why: 'Stops every write to {target} until it is thawed.',
        matches: ['fsfreeze -f /srv', 'fsfreeze --freeze /'],
        misses: ['fsfreeze -u /srv', 'fsfreeze --unfreeze /'],
      }),
      harms('config_overwrite', 'medium', {
        id: 'setquota.limits',
        when: {
          test: (given, { program }) =>
            /^(setquota|edquota)$/.test(program ?? '') ||
            (program === 'xfs_quota' &&
              given
                .valuesOf('-c')
                .some((word) =>
                  /^\s*(disable|off|remove|limit|timer|warn|restore|enable|project -[sC])/.test(textOf(word)),
                )),
        },
        targets: 'last',
        targetKind: 'path',
        why: 'Changes how much may be written: who is over it cannot write any more.',
        matches: [
          'setquota -u bob 1 1 1 1 /srv',
          "xfs_quota -x -c 'disable -up' /srv",
          "xfs_quota -x -c 'limit bhard=1m bob' /srv",
        ],
        misses: ["xfs_quota -x -c 'report -h' /srv", 'quotacheck -avug'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Tidies up a file system or sets limits.',
  },
  {
    names: ['fallocate'],
    style: { valued: ['-l', '--length', '-o', '--offset'] },
    rules: [
      helps('fallocate'),
      harms('data_overwrite', 'high', {
        id: 'fallocate.punches',
        when: { anyOption: ['-p', '--punch-hole', '-c', '--collapse-range', '-z', '--zero-range'] },
        why: 'Takes a part of {target} away or fills it with zeroes.',
        matches: [
          'fallocate -p -o 0 -l 1G /srv/x',
          'fallocate --collapse-range -o 0 -l 4096 db',
          'fallocate -z -o 0 -l 1M x',
        ],
        misses: ['fallocate -l 1G /swapfile', 'fallocate -d /srv/x', 'fallocate -n -l 1G x'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Reserves space for a file.',
  },
];
