import { COMPRESSING_PROGRAMS } from './compressing.js';
import { PACKING } from './packing.js';
import { TAR_PROGRAMS } from './tar.js';

export const ARCHIVES_PROGRAMS = [...TAR_PROGRAMS, ...COMPRESSING_PROGRAMS, ...PACKING];
