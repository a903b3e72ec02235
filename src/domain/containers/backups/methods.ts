import type { BackupMethod } from './backup.js';

/** What the host and the engine tell of one volume. */
export interface VolumeFacts {
  readonly type: 'volume' | 'bind';
  readonly driver: string;
  /** The local driver mounts something for it, and only while a container runs. */
  readonly mountedOnUse: boolean;
  /** What lies at its path for whoever would archive it there. */
  readonly kind: 'directory' | 'unreadable' | 'other' | 'absent';
  readonly fileSystem: string;
  readonly entries: number;
}

export interface HostFacts {
  readonly root: boolean;
  /** GNU tar and find. */
  readonly gnu: boolean;
  readonly btrfs: boolean;
}

/** How a volume is backed up, or null when nothing here can. A snapshot before an archive, and the engine last. */
export function chooseMethod(volume: VolumeFacts, host: HostFacts): BackupMethod | null {
  const onHost = volume.driver === 'local' && !volume.mountedOnUse && volume.kind === 'directory';
  if (onHost && host.root && host.gnu) {
    return volume.fileSystem === 'btrfs' && host.btrfs ? 'btrfs_snapshot' : 'tar';
  }
  // A single file that is bound into the container: the engine gives it, but nothing could put it back in place.
  if (volume.kind === 'other') return null;
  return 'engine_archive';
}
