import { MDADM } from './mdadm.js';
import { OTHER_ARRAYS } from './others.js';

export const RAID_PROGRAMS = [...MDADM, ...OTHER_ARRAYS];
