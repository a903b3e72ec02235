import type { Program } from '../program.js';
import { BROKERS } from './brokers.js';
import { CONFIG_CHECKS } from './config-checks.js';
import { HOST_TOOLS } from './host-tools.js';
import { KERNEL_SETTINGS } from './kernel-settings.js';
import { MAIL } from './mail.js';
import { ROUTERS } from './routers.js';
import { SHARING } from './sharing.js';
import { SYNOLOGY } from './synology.js';
import { TRUENAS } from './truenas.js';

/** What belongs to a server or an appliance rather than to a system: their own checks, orders and messages. */
export const SERVERS_PROGRAMS: readonly Program[] = [
  ...BROKERS,
  ...CONFIG_CHECKS,
  ...HOST_TOOLS,
  ...KERNEL_SETTINGS,
  ...MAIL,
  ...ROUTERS,
  ...SHARING,
  ...SYNOLOGY,
  ...TRUENAS,
];
