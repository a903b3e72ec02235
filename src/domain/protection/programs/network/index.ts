import type { Program } from '../program.js';
import { ADDRESSES } from './addresses.js';
import { HOST_NAMES } from './host-names.js';
import { LINK_TOOLS } from './link-tools.js';
import { MANAGERS } from './managers.js';
import { NETWORK_MANAGER } from './network-manager.js';
import { DEVICE_WORDS } from './device-words.js';
import { RADIOS } from './radios.js';
import { ROUTING } from './routing.js';
import { TUNNELS } from './tunnels.js';

export const NETWORK_PROGRAMS: readonly Program[] = [
  ...ADDRESSES,
  ...NETWORK_MANAGER,
  ...MANAGERS,
  ...LINK_TOOLS,
  ...HOST_NAMES,
  ...DEVICE_WORDS,
  ...RADIOS,
  ...ROUTING,
  ...TUNNELS,
];
