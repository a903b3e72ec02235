import type { Program } from '../program.js';
import { APPLICATIONS } from './applications.js';
import { BUILDING_TOOLS } from './building.js';
import { LOOKING_TOOLS } from './looking.js';
import { STEERED_TOOLS } from './steered.js';

/** Programs that need no table of their own: what they do is said by their verb, or by what they are for. */
export const TOOLS_PROGRAMS: readonly Program[] = [
  ...APPLICATIONS,
  ...STEERED_TOOLS,
  ...LOOKING_TOOLS,
  ...BUILDING_TOOLS,
];
