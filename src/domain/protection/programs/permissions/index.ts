import type { Program } from '../program.js';
import { ATTRIBUTES } from './attributes.js';
import { MODES } from './modes.js';
import { OWNERS_PROGRAMS } from './owners.js';

export const PERMISSIONS_PROGRAMS: readonly Program[] = [...MODES, ...OWNERS_PROGRAMS, ...ATTRIBUTES];
