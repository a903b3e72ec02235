import { BTRFS } from './btrfs.js';
import { BTRFS_TOOLS } from './tools.js';

export const BTRFS_PROGRAMS = [...BTRFS, ...BTRFS_TOOLS];
