import { ZFS_TOOLS } from './tools.js';
import { ZFS } from './zfs.js';
import { ZPOOL } from './zpool.js';

export const ZFS_PROGRAMS = [...ZPOOL, ...ZFS, ...ZFS_TOOLS];
