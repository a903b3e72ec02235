/** A device as it may be given to a tool: what begins so cannot be an option. */
export const DEVICE_PATH = /^\/dev\/[A-Za-z0-9][\w!.:+/-]{0,120}$/;
/** A `-d` type. */
export const DEVICE_TYPE = /^[a-z0-9][\w,+/-]{0,40}$/i;

/** `-d` types of one disk among several behind one path, with or without `sat+` in front. */
const MEMBER =
  /^(?:(?:sat|scsi|auto)\+)?((?:megaraid|cciss|3ware|areca|aacraid|hpt|sssraid|jmb39x(?:-q\d?)?|jms56x|intelliprop),[\w,/]+)/i;

/** `megaraid,3` of `sat+megaraid,3`; null for a device that has its path for itself. */
export function memberName(type: string): string | null {
  return MEMBER.exec(type)?.[1]?.toLowerCase() ?? null;
}

/** `sda` of `/dev/sda`. */
export function baseName(path: string): string {
  return path.replace(/^\/dev\//, '');
}
