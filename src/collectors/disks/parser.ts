/** Lives beside the command it belongs to, which the SMART collector uses as well. */
export { parseBlockDevices } from '../shared/disk-parse.js';
