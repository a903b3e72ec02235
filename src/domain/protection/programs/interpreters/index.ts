import type { Program } from '../program.js';
import { AWK } from './awk.js';
import { LANGUAGE_PROGRAMS } from './languages.js';
import { OTHER_INTERPRETERS } from './others.js';

/** Interpreters of scripting languages. */
export const INTERPRETERS_PROGRAMS: readonly Program[] = [...LANGUAGE_PROGRAMS, ...AWK, ...OTHER_INTERPRETERS];
