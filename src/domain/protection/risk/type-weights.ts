import type { ActionType } from '../detect/action-types.js';
import type { Severity, TargetClass } from '../detect/finding.js';

/** How far an act of a type can be taken back; points of the score. */
export const IRREVERSIBILITY = { undone: 0, partly: 4, never: 8 } as const;
export type Irreversibility = keyof typeof IRREVERSIBILITY;

export interface TypeWeight {
  /** Where an act of this type starts, on a neutral target of a neutral host. */
  readonly base: Severity;
  /** No mitigation takes it below; 0: none. */
  readonly floor: number;
  /** A floor that the worth of the target sets. */
  readonly classFloors?: Readonly<Partial<Record<TargetClass, number>>>;
  /** The verb alone lifts it no further: its target does. */
  readonly verbAtMost?: Severity;
  readonly irreversibility: Irreversibility;
  readonly why: string;
}

const CRITICAL = 80;
const HIGH = 60;
/** Where everything of a kind is kept: no mitigation makes its deletion less than critical. */
const PLACES = { root: CRITICAL, home: CRITICAL, share_root: CRITICAL, database: CRITICAL } as const;

/** Base, floor and reversibility of each type; the field notes on protection hold the reasons at length. */
export const TYPE_WEIGHTS: Readonly<Record<ActionType, TypeWeight>> = {
  filesystem_delete: {
    base: 'high',
    floor: 0,
    classFloors: PLACES,
    irreversibility: 'never',
    why: 'deleted files are gone unless a snapshot holds them',
  },
  data_overwrite: {
    base: 'high',
    floor: 0,
    classFloors: { ...PLACES, device: CRITICAL },
    irreversibility: 'never',
    why: 'what is written over is gone',
  },
  disk_format: {
    base: 'critical',
    floor: CRITICAL,
    irreversibility: 'never',
    why: 'a new filesystem replaces all that the device held',
  },
  partition_change: {
    base: 'critical',
    floor: CRITICAL,
    irreversibility: 'partly',
    why: 'a partition table can be put back only from a copy',
  },
  raid_lvm_change: {
    base: 'critical',
    floor: CRITICAL,
    irreversibility: 'partly',
    why: 'redundancy, or the map of the data, is lost',
  },
  zfs_pool_change: {
    base: 'critical',
    floor: CRITICAL,
    irreversibility: 'partly',
    why: 'everything in the pool stands or falls with it',
  },
  zfs_dataset_destroy: {
    base: 'high',
    floor: HIGH,
    irreversibility: 'never',
    why: 'a destroyed dataset or snapshot comes back from a replica only',
  },
  btrfs_change: {
    base: 'high',
    floor: 0,
    irreversibility: 'partly',
    why: 'subvolumes and devices hold data or redundancy',
  },
  unraid_array: {
    base: 'critical',
    floor: HIGH,
    irreversibility: 'partly',
    why: 'shares, containers and virtual machines lie on the array',
  },
  container_remove: {
    base: 'medium',
    floor: 0,
    irreversibility: 'undone',
    why: 'a container can be made again from its settings',
  },
  container_volume_delete: {
    base: 'critical',
    floor: CRITICAL,
    irreversibility: 'never',
    why: 'volumes hold the data of containers',
  },
  container_prune: {
    base: 'high',
    floor: 0,
    verbAtMost: 'high',
    irreversibility: 'partly',
    why: 'it takes all that is unused at that moment',
  },
  container_change: {
    base: 'medium',
    floor: 0,
    irreversibility: 'undone',
    why: 'a running container is interrupted or altered',
  },
  orchestrator_delete: {
    base: 'high',
    floor: 0,
    irreversibility: 'partly',
    why: 'controllers carry a deletion out everywhere at once',
  },
  database_destroy: {
    base: 'high',
    floor: HIGH,
    irreversibility: 'never',
    why: 'rows and tables come back from a dump only',
  },
  service_disruption: {
    base: 'medium',
    floor: 0,
    irreversibility: 'undone',
    why: 'the service is away until it is started again',
  },
  process_kill: {
    base: 'medium',
    floor: 0,
    irreversibility: 'undone',
    why: 'a process ends without finishing its work',
  },
  power_state: {
    base: 'high',
    floor: 0,
    irreversibility: 'undone',
    why: 'everything on the host stops, and it may not come back by itself',
  },
  network_lockout: {
    base: 'critical',
    floor: HIGH,
    irreversibility: 'partly',
    why: 'the host may not be reached any more',
  },
  package_removal: {
    base: 'medium',
    floor: 0,
    irreversibility: 'partly',
    why: 'what depends on the package goes with it',
  },
  user_account: { base: 'high', floor: 0, irreversibility: 'partly', why: 'people or services lose their access' },
  credential_removal: {
    base: 'high',
    floor: 0,
    irreversibility: 'never',
    why: 'a key that is gone opens nothing any more',
  },
  permission_change: {
    base: 'high',
    floor: 0,
    irreversibility: 'partly',
    why: 'former rights are known only where they were saved',
  },
  scheduled_task_removal: {
    base: 'medium',
    floor: 0,
    irreversibility: 'partly',
    why: 'work that was to happen does not, and nobody is told',
  },
  config_overwrite: {
    base: 'medium',
    floor: 0,
    irreversibility: 'partly',
    why: 'a service may not start with other settings',
  },
  boot_change: { base: 'high', floor: 0, irreversibility: 'partly', why: 'the host may not start again' },
  security_disable: { base: 'high', floor: 0, irreversibility: 'undone', why: 'what keeps others out is switched off' },
  audit_tamper: { base: 'high', floor: HIGH, irreversibility: 'never', why: 'evidence is removed' },
  backup_destroy: {
    base: 'critical',
    floor: CRITICAL,
    irreversibility: 'never',
    why: 'backups are what everything else is restored from',
  },
  sync_delete: {
    base: 'high',
    floor: 0,
    classFloors: PLACES,
    irreversibility: 'never',
    why: 'what the source lacks is deleted at the target',
  },
  vm_destroy: { base: 'critical', floor: CRITICAL, irreversibility: 'never', why: 'a guest and its disks are gone' },
  wsl_distro_destroy: {
    base: 'critical',
    floor: CRITICAL,
    irreversibility: 'never',
    why: 'a distribution goes with all its files',
  },
  vcs_discard: {
    base: 'medium',
    floor: 0,
    irreversibility: 'partly',
    why: 'work that was not committed or pushed is lost',
  },
  iac_destroy: {
    base: 'critical',
    floor: CRITICAL,
    irreversibility: 'never',
    why: 'resources go with the data in them',
  },
  opaque_execution: {
    base: 'high',
    floor: 0,
    irreversibility: 'partly',
    why: 'what it does cannot be known before it runs',
  },
  reversible_change: {
    base: 'low',
    floor: 0,
    irreversibility: 'undone',
    why: 'only adds, or is undone by a known step',
  },
};

/** How much of its kind an act takes; points of the score. */
export const BREADTH_POINTS = { one: 0, some: 2, many: 4, all: 6 } as const;
