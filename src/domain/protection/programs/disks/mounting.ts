import { classifyPath } from '../classify-path.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms, helps, reads, rehearses, valuesOf } from '../rule-kinds.js';

const MOUNT_VALUED = [
  '-o',
  '--options',
  '-t',
  '--types',
  '-L',
  '--label',
  '-U',
  '--uuid',
  '-O',
  '--test-opts',
  '-N',
  '--namespace',
  '-T',
  '--fstab',
  '--source',
  '--target',
  '--target-prefix',
  '--map-users',
  '--map-groups',
];

const mountOptions = (given: Arguments): string => valuesOf(given, ['-o', '--options']).join(',');

const hasMountOption = (given: Arguments, pattern: RegExp): boolean =>
  mountOptions(given)
    .split(',')
    .some((option) => pattern.test(option));

const ESSENTIAL = new Set(['root', 'system', 'critical', 'home', 'database']);

const NEEDED_PATH = /^\/(srv|mnt\/(user0?|disk\d+|cache)|var|opt|data|storage|export|volume\d+|tank|pool)(\/|$)/;

function isNeeded(target: string): boolean {
  return ESSENTIAL.has(classifyPath(target)) || NEEDED_PATH.test(target) || target === '';
}

/** Mounting and swapping. */
export const MOUNTING: readonly Program[] = [
  {
    names: [
      'mount',
      'mount.nfs',
      'mount.nfs4',
      'mount.cifs',
      'mount.ntfs',
      'mount.ntfs-3g',
      'ntfs-3g',
      'mount.ext4',
      'mount.fuse',
      'mount.davfs',
      'sshfs',
      's3fs',
      'gcsfuse',
      'bindfs',
      'fusermount-list',
      'mergerfs',
      'encfs',
      'gocryptfs',
      'mount.exfat',
      'mount.zfs',
    ],
    style: { valued: MOUNT_VALUED },
    rules: [
      rehearses({
        id: 'mount.reads',
        when: {
          test: (given) =>
            !given.unknown &&
            (given.options.has('-f') ||
              given.options.has('--fake') ||
              given.options.has('--help') ||
              given.options.has('-V') ||
              (given.operands.length === 0 &&
                !['-a', '--all', '-o', '--source', '--target'].some((option) => given.options.has(option)))),
        },
        why: 'Lists what is mounted, or only pretends.',
        matches: ['mount', 'mount -l', 'mount -t ext4', 'mount -fav', 'mount --fake /srv', 'mount -V'],
        misses: ['mount -a', 'mount /dev/sdb1 /mnt'],
      }),
      harms('service_disruption', 'high', {
        id: 'mount.read_only_again',
        when: { test: (given) => hasMountOption(given, /^remount$/) && hasMountOption(given, /^ro$/) },
        targets: 'last',
        targetKind: 'path',
        why: 'Makes {target} read-only while programs write to it.',
        matches: ['mount -o remount,ro /', 'mount -o ro,remount /srv', 'mount --options remount,ro /home'],
        misses: [
          'mount -o remount,rw /',
          'mount -o ro /dev/sdb1 /mnt',
          'mount -o remount,noatime /',
          'mount -o loop x.iso /mnt',
          'mount -r /dev/sdb1 /mnt/x',
        ],
      }),
      harms('service_disruption', 'high', {
        id: 'mount.covers',
        when: {
          test: (given) =>
            given.operands.length > 0 &&
            !hasMountOption(given, /^(remount|defaults?)$/) &&
            given.operands
              .slice(-1)
              .some((word) =>
                word.values.some(
                  (value) =>
                    /^\/(etc|usr|bin|sbin|lib|lib64|var|boot|home|root|dev|proc|sys|run)?(\/(passwd|shadow|ssh|bin|sbin|lib|log|lib\/mysql|lib\/docker))?\/?$/.test(
                      value,
                    ) &&
                    value !== '/boot' &&
                    value !== '/boot/' &&
                    value !== '/proc' &&
                    value !== '/sys' &&
                    value !== '/dev' &&
                    value !== '/run' &&
                    value !== '/home',
                ),
              ) &&
            given.operands.length > 1,
        },
        targets: 'last',
        targetKind: 'path',
        why: 'Covers {target}: what is there cannot be seen until it is unmounted.',
        matches: [
          'mount --bind /srv/x /etc',
          'mount -t tmpfs tmpfs /var/log',
          'mount -t tmpfs none /etc',
          'mount /dev/sdb1 /usr',
        ],
        misses: [
          'mount /dev/sdb1 /mnt/usb',
          'mount --bind /dev /mnt/chroot/dev',
          'mount -a',
          'mount -t proc proc /proc',
          'mount /boot',
          'mount -t nfs nas:/x /srv/x',
          'mount -o loop x.iso /mnt',
          'mount -o remount,rw /usr',
          'mount -t tmpfs tmpfs /tmp/x',
          'mount /mnt/backup',
          'mount UUID=1 /media/x',
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Mounts a file system; unmounting undoes it.',
  },
  {
    names: ['umount', 'umount2', 'umount.nfs', 'umount.cifs', 'fusermount', 'fusermount3', 'unmount'],
    style: { valued: ['-t', '--types', '-O', '--test-opts', '-N', '--namespace', '-o'] },
    rules: [
      rehearses({
        id: 'umount.fake',
        when: { anyOption: ['--fake', '--help', '-h', '-V', '--version'] },
        why: 'Only pretends.',
        matches: ['umount --fake /srv', 'umount --help'],
        misses: ['umount /srv'],
      }),
      harms('service_disruption', 'high', {
        id: 'umount.forced',
        when: {
          anyOption: ['-f', '--force', '-l', '--lazy', '-a', '--all', '-A', '--all-targets', '-R', '--recursive', '-z'],
        },
        targetKind: 'path',
        why: 'Takes {target} away though programs may use it: what they have not written may be lost.',
        matches: [
          'umount -f /srv',
          'umount -l /mnt/nfs',
          'umount -a',
          'umount -Rl /mnt/x',
          'umount --lazy --force /data',
          'fusermount -uz /mnt/s3',
        ],
        misses: [
          'umount /mnt/usb',
          'umount /media/alice/stick',
          'findmnt -l',
          'mount -l',
          'umount --help',
          'umount /tmp/x',
          'fusermount -u /mnt/sshfs',
        ],
      }),
      harms('service_disruption', 'medium', {
        id: 'umount.needed',
        when: { test: ({ operands }) => operands.some((word) => word.values.some(isNeeded)) },
        targets: ({ operands }) => operands.flatMap(({ values }) => values.filter(isNeeded)),
        targetKind: 'path',
        why: 'Takes {target} away from the services that keep their data there.',
        matches: [
          'umount /srv',
          'umount /var/lib/docker',
          'umount /home',
          'umount /mnt/disk1',
          'umount /data',
          'umount /boot',
        ],
        misses: [
          'umount /mnt/usb',
          'umount /mnt/iso',
          'umount /media/alice/stick',
          'umount /tmp/mnt',
          'umount /dev/sdc1',
          'echo umount /srv',
          'mount /srv',
          'findmnt /srv',
          'umount /mnt',
          'mountpoint /srv',
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Unmounts what nobody uses; mounting undoes it.',
  },
  {
    names: ['swapon'],
    style: {
      valued: ['-d', '--discard', '-p', '--priority', '-o', '-L', '-U', '--options', '--show', '-T', '--fstab'].filter(
        (option) => !['-d', '--discard', '--show'].includes(option),
      ),
    },
    rules: [
      reads({
        id: 'swapon.reads',
        when: {
          test: (given) =>
            ['-s', '--summary', '--show', '--help', '-V', '--version'].some((option) => given.options.has(option)) ||
            (given.options.size === 0 && given.operands.length === 0),
        },
        why: 'Lists swap space.',
        matches: ['swapon', 'swapon --show', 'swapon -s', 'swapon --show=NAME,SIZE'],
        misses: ['swapon -a'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Uses swap space.',
  },
  {
    names: ['swapoff'],
    style: { valued: ['-L', '-U'] },
    rules: [
      helps('swapoff', ['--help', '--version', '-V', '-h']),
      harms('service_disruption', 'medium', {
        id: 'swapoff.takes_away',
        when: {},
        targetKind: 'device',
        targetClass: 'ordinary',
        why: 'Moves what is in {target} back into memory: where that is too small, programs are killed.',
        matches: ['swapoff -a', 'swapoff /dev/sda2', 'swapoff /swapfile'],
        misses: ['swapoff --help', 'swapon --show', 'swapon -a', 'free -h'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Takes swap space away.',
  },
];
