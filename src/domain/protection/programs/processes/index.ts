import type { Program } from '../program.js';
import { BY_NAME_PROGRAMS } from './by-name.js';
import { LOAD_MAKERS } from './load-makers.js';
import { SIGNALS } from './signals.js';
import { TUNING } from './tuning.js';

export const PROCESSES_PROGRAMS: readonly Program[] = [...SIGNALS, ...BY_NAME_PROGRAMS, ...TUNING, ...LOAD_MAKERS];
