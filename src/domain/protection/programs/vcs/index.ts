import type { Program } from '../program.js';
import { ETCKEEPER } from './etckeeper.js';
import { FURTHER_VCS } from './further.js';
import { GIT } from './git.js';
import { OTHER_VCS } from './others.js';

export const VCS_PROGRAMS: readonly Program[] = [ETCKEEPER, ...GIT, ...OTHER_VCS, ...FURTHER_VCS];
