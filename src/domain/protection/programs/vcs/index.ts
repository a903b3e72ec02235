import type { Program } from '../program.js';
import { GIT } from './git.js';
import { OTHER_VCS } from './others.js';

export const VCS_PROGRAMS: readonly Program[] = [...GIT, ...OTHER_VCS];
