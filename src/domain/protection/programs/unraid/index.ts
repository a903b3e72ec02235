import { UNRAID } from './unraid.js';

export const UNRAID_PROGRAMS = UNRAID;
