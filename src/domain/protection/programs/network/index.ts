import type { Program } from '../program.js';
import { ADDRESSES } from './addresses.js';
import { HOST_NAMES } from './host-names.js';
import { LINK_TOOLS } from './link-tools.js';
import { MANAGERS } from './managers.js';
import { NETWORK_MANAGER } from './network-manager.js';
import { TUNNELS } from './tunnels.js';

export const NETWORK_PROGRAMS: readonly Program[] = [
  ...ADDRESSES,
  ...NETWORK_MANAGER,
  ...MANAGERS,
  ...LINK_TOOLS,
  ...HOST_NAMES,
  ...TUNNELS,
];
