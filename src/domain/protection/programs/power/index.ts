import type { Program } from '../program.js';
import { MANAGEMENT_CONTROLLERS } from './management-controllers.js';
import { RACADM } from './dell-and-amd.js';
import { POWER } from './power.js';

export const POWER_PROGRAMS: readonly Program[] = [...POWER, ...MANAGEMENT_CONTROLLERS, ...RACADM];
