/**
 * Types of filesystems whose space is measured. A list of what is measured, not of what is skipped: asking an unknown
 * type may hang on a network that is gone, and would hold the whole batch.
 */
export const MEASURED_TYPES: readonly { readonly types: readonly string[]; readonly reason: string }[] = [
  {
    types: ['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'bcachefs', 'f2fs', 'jfs', 'reiserfs', 'nilfs2'],
    reason: 'local disk',
  },
  { types: ['zfs'], reason: 'each dataset is a filesystem of its own' },
  {
    types: ['vfat', 'msdos', 'exfat', 'ntfs', 'ntfs3', 'fuseblk', 'hfsplus', 'udf'],
    reason: 'local disk of another system',
  },
  { types: ['ubifs', 'jffs2'], reason: 'flash' },
  {
    types: ['fuse.mergerfs', 'fuse.shfs', 'shfs', 'fuse.zfs', 'fuse.ntfs-3g', 'fuse.exfat'],
    reason: 'FUSE over local disks',
  },
  { types: ['9p', 'virtiofs', 'drvfs', 'prl_fs', 'vboxsf'], reason: 'the hypervisor’s own disk' },
];

/** Memory filesystems that programs fill and that are missed when full. */
export const MEASURED_MEMORY_MOUNTS = ['/tmp', '/var/tmp', '/dev/shm', '/run'] as const;

/** Types that live on another machine: known to be there, not asked. */
export const REMOTE_TYPES: ReadonlySet<string> = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'smbfs',
  'afs',
  'ceph',
  'glusterfs',
  'lustre',
  'gpfs',
  'beegfs',
  'davfs',
  'ncpfs',
  'fuse.sshfs',
  'fuse.rclone',
  'fuse.s3fs',
  'fuse.gcsfuse',
  'fuse.glusterfs',
  'fuse.ceph',
  'fuse.davfs',
  'fuse.juicefs',
  'fuse.cephfs',
  'ocfs2',
  'gfs2',
]);

const MEASURED: ReadonlySet<string> = new Set(MEASURED_TYPES.flatMap(({ types }) => types));

/** Single files that container runtimes bind from the machine's disk: they would show its space as the container's. */
const BOUND_FILES: ReadonlySet<string> = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf']);

/** The root is measured whatever it is (an overlay in a container, memory on Unraid): if it hangs, so does all else. */
export function isMeasured(type: string, mountpoint: string): boolean {
  if (mountpoint === '/') return true;
  if (MEASURED.has(type)) return !BOUND_FILES.has(mountpoint);
  return type === 'tmpfs' && (MEASURED_MEMORY_MOUNTS as readonly string[]).includes(mountpoint);
}

/** The same rule in awk, over the lines of /proc/self/mounts. */
export function measuredInAwk(): string {
  const any = (names: Iterable<string>): string =>
    [...names].map((name) => name.replaceAll(/[.]/g, '[.]').replaceAll('/', '[/]')).join('|');
  return `$2 == "/" || $3 ~ /^(${any(MEASURED)})$/ || ($3 == "tmpfs" && $2 ~ /^(${any(MEASURED_MEMORY_MOUNTS)})$/) { print $2 }`;
}
