import { LVM_DESTROYING } from './destroying.js';
import { LVM } from './lvm.js';

export const LVM_PROGRAMS = [...LVM_DESTROYING, ...LVM];
