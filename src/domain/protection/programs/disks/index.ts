import { BLOCK_COPIES } from './block-copies.js';
import { CONTROLLERS } from './controllers.js';
import { DRIVE_COMMANDS } from './drive-commands.js';
import { DRIVES } from './drives.js';
import { ENCRYPTION } from './encryption.js';
import { FILESYSTEM_TOOLS } from './filesystem-tools.js';
import { FILESYSTEMS } from './filesystems.js';
import { FORMATTING } from './formatting.js';
import { FURTHER_DRIVES } from './further-drives.js';
import { IMAGES } from './images.js';
import { MAPPING } from './mapping.js';
import { MOUNTING } from './mounting.js';
import { PARTITION_TABLES } from './partition-tables.js';
import { PARTITION_TOOLS } from './partition-tools.js';
import { PARTITIONING } from './partitioning.js';
import { SIGNATURES } from './signatures.js';

export const DISKS_PROGRAMS = [
  ...FORMATTING,
  ...SIGNATURES,
  ...BLOCK_COPIES,
  ...PARTITION_TABLES,
  ...PARTITIONING,
  ...PARTITION_TOOLS,
  ...DRIVES,
  ...DRIVE_COMMANDS,
  ...CONTROLLERS,
  ...FILESYSTEMS,
  ...FILESYSTEM_TOOLS,
  ...MOUNTING,
  ...ENCRYPTION,
  ...MAPPING,
  ...IMAGES,
  ...FURTHER_DRIVES,
];
