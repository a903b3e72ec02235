import { ARCHIVES_PROGRAMS } from './archives/index.js';
import { BACKUPS_PROGRAMS } from './backups/index.js';
import { BOOT_PROGRAMS } from './boot/index.js';
import { BTRFS_PROGRAMS } from './btrfs/index.js';
import { CLOUD_PROGRAMS } from './cloud/index.js';
import { CONTAINERS_PROGRAMS } from './containers/index.js';
import { DATABASES_PROGRAMS } from './databases/index.js';
import { DISKS_PROGRAMS } from './disks/index.js';
import { FILES_PROGRAMS } from './files/index.js';
import { FIREWALL_PROGRAMS } from './firewall/index.js';
import { IAC_PROGRAMS } from './iac/index.js';
import { INTERPRETERS_PROGRAMS } from './interpreters/index.js';
import { LOGS_PROGRAMS } from './logs/index.js';
import { LVM_PROGRAMS } from './lvm/index.js';
import { NETWORK_PROGRAMS } from './network/index.js';
import { ORCHESTRATORS_PROGRAMS } from './orchestrators/index.js';
import { PACKAGES_PROGRAMS } from './packages/index.js';
import { PROCESSES_PROGRAMS } from './processes/index.js';
import { RAID_PROGRAMS } from './raid/index.js';
import { READING_PROGRAMS } from './reading/index.js';
import { SERVERS_PROGRAMS } from './servers/index.js';
import { SERVICES_PROGRAMS } from './services/index.js';
import { SYNC_PROGRAMS } from './sync/index.js';
import { TOOLS_PROGRAMS } from './tools/index.js';
import { UNRAID_PROGRAMS } from './unraid/index.js';
import { VCS_PROGRAMS } from './vcs/index.js';
import { ZFS_PROGRAMS } from './zfs/index.js';
import { PERMISSIONS_PROGRAMS } from './permissions/index.js';
import { POWER_PROGRAMS } from './power/index.js';
import { SCHEDULES_PROGRAMS } from './schedules/index.js';
import { SECURITY_PROGRAMS } from './security/index.js';
import { USERS_PROGRAMS } from './users/index.js';
import { VMS_PROGRAMS } from './vms/index.js';
import { WSL_PROGRAMS } from './wsl/index.js';
import { WINDOWS_PROGRAMS } from './windows/index.js';
import type { Program } from './program.js';
import { buildRegistry } from './registry.js';

/** Every family, one line each; a name stands in one table only. */
export const ALL_PROGRAMS: readonly Program[] = [
  ...ARCHIVES_PROGRAMS,
  ...BACKUPS_PROGRAMS,
  ...BOOT_PROGRAMS,
  ...BTRFS_PROGRAMS,
  ...CLOUD_PROGRAMS,
  ...CONTAINERS_PROGRAMS,
  ...DATABASES_PROGRAMS,
  ...DISKS_PROGRAMS,
  ...FILES_PROGRAMS,
  ...FIREWALL_PROGRAMS,
  ...IAC_PROGRAMS,
  ...INTERPRETERS_PROGRAMS,
  ...LOGS_PROGRAMS,
  ...LVM_PROGRAMS,
  ...NETWORK_PROGRAMS,
  ...ORCHESTRATORS_PROGRAMS,
  ...PACKAGES_PROGRAMS,
  ...PROCESSES_PROGRAMS,
  ...RAID_PROGRAMS,
  ...READING_PROGRAMS,
  ...SERVERS_PROGRAMS,
  ...SERVICES_PROGRAMS,
  ...SYNC_PROGRAMS,
  ...TOOLS_PROGRAMS,
  ...UNRAID_PROGRAMS,
  ...VCS_PROGRAMS,
  ...ZFS_PROGRAMS,
  ...PERMISSIONS_PROGRAMS,
  ...POWER_PROGRAMS,
  ...SCHEDULES_PROGRAMS,
  ...SECURITY_PROGRAMS,
  ...USERS_PROGRAMS,
  ...VMS_PROGRAMS,
  ...WSL_PROGRAMS,
  ...WINDOWS_PROGRAMS,
];

export const PROGRAMS = buildRegistry(ALL_PROGRAMS);
