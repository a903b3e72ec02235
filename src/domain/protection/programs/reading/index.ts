import type { Program } from '../program.js';
import { BARE_WRAPPERS } from './bare-wrappers.js';
import { DEVELOPMENT } from './development.js';
import { FILE_INFO } from './file-info.js';
import { NETWORK_INFO } from './network-info.js';
import { SERVICE_TOOLS } from './service-tools.js';
import { SHELL_BUILTINS } from './shell-builtins.js';
import { SYSTEM_INFO } from './system-info.js';
import { SYSTEM_RECORDS } from './system-records.js';
import { TEXT_TOOLS } from './text-tools.js';
import { TRACING } from './tracing.js';
import { TRANSFERS } from './transfers.js';

export const READING_PROGRAMS: readonly Program[] = [
  ...SHELL_BUILTINS,
  ...TEXT_TOOLS,
  ...FILE_INFO,
  ...SYSTEM_INFO,
  ...SYSTEM_RECORDS,
  ...NETWORK_INFO,
  ...TRANSFERS,
  ...BARE_WRAPPERS,
  ...DEVELOPMENT,
  ...SERVICE_TOOLS,
  ...TRACING,
];
