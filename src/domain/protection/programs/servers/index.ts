import type { Program } from '../program.js';
import { APPLIANCES } from './appliances.js';
import { BATCH_QUEUES } from './batch-queues.js';
import { DATA_WORKERS } from './data-workers.js';
import { DIRECTORIES } from './directories.js';
import { MAIL_STORES } from './mail-stores.js';
import { NAME_FILTERS } from './name-filters.js';
import { NAME_SERVERS } from './name-servers.js';
import { PRINTING } from './printing.js';
import { BROKERS } from './brokers.js';
import { CONFIG_CHECKS } from './config-checks.js';
import { GATEWAYS } from './gateways.js';
import { HOSTING } from './hosting.js';
import { HOST_TOOLS } from './host-tools.js';
import { KERNEL_SETTINGS } from './kernel-settings.js';
import { MAIL } from './mail.js';
import { ROUTERS } from './routers.js';
import { SHARING } from './sharing.js';
import { SYNOLOGY } from './synology.js';
import { TRUENAS } from './truenas.js';

/** What belongs to a server or an appliance rather than to a system: their own checks, orders and messages. */
export const SERVERS_PROGRAMS: readonly Program[] = [
  ...APPLIANCES,
  ...BATCH_QUEUES,
  ...DATA_WORKERS,
  ...DIRECTORIES,
  ...MAIL_STORES,
  ...NAME_FILTERS,
  ...NAME_SERVERS,
  ...PRINTING,
  ...BROKERS,
  ...CONFIG_CHECKS,
  ...GATEWAYS,
  ...HOSTING,
  ...HOST_TOOLS,
  ...KERNEL_SETTINGS,
  ...MAIL,
  ...ROUTERS,
  ...SHARING,
  ...SYNOLOGY,
  ...TRUENAS,
];
