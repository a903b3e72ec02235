/** The listing is shared with the SMART collector: the same command object, so that a host is asked once. */
export { blockDevices, invokeBlockDevices } from '../shared/disk-listing.js';
