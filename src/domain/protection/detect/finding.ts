import { z } from 'zod';
import type { Place, Span } from '../../../platform/shell/reading.js';
import type { ActionType } from './action-types.js';

/** In rising order; `destructive` and `opaque` are held for a person. */
export const EFFECTS = ['read_only', 'reversible', 'destructive', 'opaque'] as const;
export const Effect = z.enum(EFFECTS).meta({ id: 'Effect' });
export type Effect = z.infer<typeof Effect>;

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

export type TargetKind =
  | 'path'
  | 'device'
  | 'pool'
  | 'dataset'
  | 'snapshot'
  | 'array'
  | 'volume_group'
  | 'logical_volume'
  | 'container'
  | 'image'
  | 'volume'
  | 'network'
  | 'project'
  | 'engine'
  | 'cluster'
  | 'resource'
  | 'database'
  | 'table'
  | 'statement'
  | 'unit'
  | 'process'
  | 'package'
  | 'user'
  | 'group'
  | 'key'
  | 'firewall'
  | 'interface'
  | 'route'
  | 'host'
  | 'schedule'
  | 'repository'
  | 'backup'
  | 'vm'
  | 'distro'
  | 'log'
  | 'boot'
  | 'script'
  | 'unknown';

/** What a target is worth; the risk engine’s `target` factor comes from it. */
export type TargetClass =
  /** `/`, `/*`, all of a drive. */
  | 'root'
  /** `/etc`, `/usr`, `/boot`, `/var/lib`, …: the system itself. */
  | 'system'
  /** A disk, partition or array as a whole. */
  | 'device'
  /** A home directory as a whole, or all of them. */
  | 'home'
  /** The root of what is shared or stored: `/mnt/user`, `/mnt/disk1`, `/srv`, a pool’s mount point. */
  | 'share_root'
  | 'database'
  | 'backup'
  | 'log'
  | 'config'
  | 'credential'
  /** What the host is reached or kept alive by: sshd, network, docker, init. */
  | 'critical'
  /** Somebody’s data, or what cannot be placed. */
  | 'ordinary'
  /** A build directory, a cache, `node_modules`: made again by a known step. */
  | 'rebuildable'
  /** Below `/tmp`, `/var/tmp`, `/dev/shm`. */
  | 'scratch'
  /** `/dev/null` and its like: nothing is lost. */
  | 'nothing'
  | 'unknown';

export interface Finding {
  /** `<program>.<what>`, stable: `rm.recursive`. */
  readonly rule: string;
  readonly type: ActionType;
  readonly effect: Exclude<Effect, 'read_only'>;
  /** As a person names it: `/srv/media`, `tank/media`, `ssh.service`; '' when there is none. */
  readonly target: string;
  readonly targetKind: TargetKind;
  readonly targetClass: TargetClass;
  readonly severity: Severity;
  /** Runs for nobody: deleting `/`, writing over a mounted disk, a fork bomb. */
  readonly forbidden: boolean;
  readonly breadth: 'one' | 'some' | 'many' | 'all';
  readonly confidence: 'certain' | 'likely' | 'unknown';
  readonly place: Place;
  /** What it does and why that matters, in one sentence. */
  readonly explanation: string;
  /** Where in the text, and what really runs there after quotes, variables and wrappers are resolved. */
  readonly span: Span;
  readonly decoded: string;
}

/** All that the detector says of one text. Pure: the same text gives the same to the byte. */
export interface Detection {
  readonly effect: Effect;
  /** Most severe first, then in the order of the text; none for what only reads. */
  readonly findings: readonly Finding[];
  readonly classifierVersion: string;
}
