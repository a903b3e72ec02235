import { LVM_DESTROYING } from './destroying.js';
import { LVM } from './lvm.js';
import { OTHER_VOLUMES } from './other-volumes.js';

export const LVM_PROGRAMS = [...LVM_DESTROYING, ...LVM, ...OTHER_VOLUMES];
