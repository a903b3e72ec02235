import type { HostAccess } from '../../platform/ssh/host-access.js';

/** What operations of this domain need besides the call's context. */
export interface InventoryServices {
  readonly hosts: HostAccess;
}
