import type { Program } from '../program.js';
import { INTRUSION } from './intrusion.js';
import { LABELS } from './labels.js';
import { SECURITY } from './security.js';
import { TOKENS } from './tokens.js';

export const SECURITY_PROGRAMS: readonly Program[] = [...INTRUSION, ...LABELS, ...SECURITY, ...TOKENS];
