import type { Program } from '../program.js';
import { INIT_SCRIPTS } from './init-scripts.js';
import { SUPERVISORS } from './supervisors.js';
import { SUPERVISION } from './supervision.js';
import { SYSTEMD_TOOLS } from './systemd-tools.js';
import { SYSTEMCTL } from './systemctl.js';
import { WEB_SERVERS } from './web-servers.js';

export const SERVICES_PROGRAMS: readonly Program[] = [
  ...SUPERVISION,
  ...SYSTEMD_TOOLS,
  ...SYSTEMCTL,
  ...INIT_SCRIPTS,
  ...SUPERVISORS,
  ...WEB_SERVERS,
];
