import { CLOUD_COPIES } from './clouds.js';
import { RSYNC_PROGRAMS } from './rsync.js';
import { TRANSFERS } from './transfers.js';

export const SYNC_PROGRAMS = [...RSYNC_PROGRAMS, ...CLOUD_COPIES, ...TRANSFERS];
