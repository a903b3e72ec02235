import type { Program } from '../program.js';
import { BANS } from './bans.js';
import { FRONT_ENDS } from './front-ends.js';
import { IPTABLES } from './iptables.js';
import { NFT_PROGRAMS } from './nft.js';
import { PACKET_FILTERS } from './packet-filters.js';

export const FIREWALL_PROGRAMS: readonly Program[] = [
  ...IPTABLES,
  ...NFT_PROGRAMS,
  ...PACKET_FILTERS,
  ...FRONT_ENDS,
  ...BANS,
];
