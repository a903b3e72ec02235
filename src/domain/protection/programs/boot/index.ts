import { BOOT_ENTRIES } from './entries.js';
import { FIRMWARE } from './firmware.js';
import { KERNELS } from './kernels.js';
import { LOADERS } from './loaders.js';

export const BOOT_PROGRAMS = [...LOADERS, ...BOOT_ENTRIES, ...KERNELS, ...FIRMWARE];
