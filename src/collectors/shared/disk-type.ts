import type { DeviceType } from '../../domain/inventory/storage-device.js';

/** Block devices that are no disk of their own, by kernel name. */
const NO_DISKS: readonly { readonly name: RegExp; readonly reason: string }[] = [
  {
    name: /^(?:loop|ram|zram|fd|sr|scd|cdrom|st|nst|nullb|ublkb)\d/,
    reason: 'memory, files, floppies, optical drives, tapes',
  },
  { name: /^(?:dm-|md|bcache|drbd|veritas|vx)/, reason: 'made of other disks' },
  { name: /^(?:zd|zvol)/, reason: 'volumes within a zpool' },
  { name: /^(?:nbd|rbd|etherd|dasdx|rssd)/, reason: 'disks of other machines' },
  { name: /^(?:mtdblock|ubiblock|mtd)/, reason: 'flash of the board without a controller' },
  { name: /^mmcblk\d+(?:boot|rpmb|gp)/, reason: 'corners of an eMMC that is there itself' },
  { name: /^nvme\d+c\d+n\d+$/, reason: 'one of several paths to a namespace' },
];

/** TYPE of lsblk that says the same of what has another name. */
const NO_DISK_TYPES =
  /^(?:part|loop|rom|tape|lvm|crypt|mpath|dm|dmraid|md|raid.*|linear|multipath|zram|swap|swapfile)$/i;

export function isNoDisk(name: string, type: string | null): boolean {
  return NO_DISKS.some((row) => row.name.test(name)) || (type !== null && NO_DISK_TYPES.test(type));
}

interface VirtualRow {
  readonly vendor?: RegExp;
  readonly model?: RegExp;
  /** What the disk hangs on, when that is not what lsblk says. */
  readonly transport?: string;
  readonly reason: string;
}

/** Disks that a hypervisor, a cloud or a controller makes up: SMART there says nothing of any real disk. */
const VIRTUAL: readonly VirtualRow[] = [
  { vendor: /^qemu/i, reason: 'QEMU, SCSI' },
  { model: /^qemu\b/i, reason: 'QEMU, SATA and NVMe' },
  { vendor: /^vmware/i, reason: 'VMware, SCSI' },
  { model: /^vmware[ _]/i, reason: 'VMware, SATA and NVMe' },
  { model: /^vbox[ _]/i, reason: 'VirtualBox' },
  { vendor: /^msft/i, model: /^virtual/i, reason: 'Hyper-V, Azure' },
  { model: /^(?:msft|microsoft) nvme/i, reason: 'Azure NVMe' },
  { model: /^virtual[ _](?:disk|hdd|hard)/i, reason: 'hypervisors in general' },
  { vendor: /^xen/i, reason: 'Xen' },
  { model: /^bhyve/i, reason: 'bhyve' },
  { vendor: /^nutanix/i, reason: 'Nutanix' },
  { vendor: /^google/i, model: /persistent|ephemeral/i, reason: 'Google Cloud' },
  { model: /^nvme[ _]card/i, reason: 'Google Cloud, NVMe' },
  { model: /^amazon (?:elastic|ec2)/i, reason: 'AWS' },
  { model: /^(?:do|hc|linode|scw)[ _](?:volume|b_ssd)|^blockvolume|^alibaba cloud/i, reason: 'volumes of clouds' },
  { vendor: /^(?:do|hc|linode|scw|oracle)$/i, model: /volume|b_ssd/i, reason: 'volumes of clouds' },
  { model: /^(?:parallels|virtuozzo)/i, reason: 'Parallels' },
  { vendor: /^dell/i, model: /^(?:perc|virtual disk|boss)/i, transport: 'raid', reason: 'Dell PERC and BOSS' },
  { model: /^perc\b/i, transport: 'raid', reason: 'Dell PERC' },
  { model: /^dellboss/i, transport: 'raid', reason: 'Dell BOSS, SATA' },
  { model: /^logical[ _]volume/i, transport: 'raid', reason: 'HPE Smart Array; LSI Fusion-MPT' },
  {
    model: /^(?:mr|smc|rms|rs|srcs|rsp)\d{2,4}/i,
    vendor: /^(?:avago|lsi|broadcom|intel|smc|fts|fujitsu|ibm|lenovo|supermicro|cisco|nec|bull|inspur|huawei)/i,
    transport: 'raid',
    reason: 'MegaRAID and its brands',
  },
  { model: /megaraid|^(?:avago|lsi|broadcom) ?(?:mr|raid)/i, transport: 'raid', reason: 'MegaRAID' },
  { vendor: /^(?:avago|lsi|broadcom|lsilogic|megaraid)$/i, transport: 'raid', reason: 'controllers make no disks' },
  { model: /^serveraid|^raid (?:\d{3}|mr)|^thinksystem raid/i, transport: 'raid', reason: 'IBM and Lenovo ServeRAID' },
  { model: /^(?:ucsc|cisco 12g|praid)/i, transport: 'raid', reason: 'Cisco and Fujitsu RAID' },
  {
    vendor: /^(?:adaptec|asr\d|microsemi|microchip|smartraid)/i,
    transport: 'raid',
    reason: 'Adaptec: the model is the name of the volume',
  },
  { model: /^(?:array|logicaldrv|raid ?vol)/i, transport: 'raid', reason: 'Adaptec and HighPoint' },
  { vendor: /^(?:areca|arc-)/i, transport: 'raid', reason: 'Areca' },
  { model: /^arc-\d+/i, transport: 'raid', reason: 'Areca' },
  { vendor: /^(?:amcc|3ware)/i, transport: 'raid', reason: '3ware' },
  {
    vendor: /^(?:marvell|promise|hpt|dothill|infortrend)$/i,
    transport: 'raid',
    reason: 'further RAID controllers and boxes',
  },
  { model: /^(?:marvell|mvsata)? ?raid ?vd/i, transport: 'raid', reason: 'Marvell' },
  {
    vendor:
      /^(?:netapp|dgc|3pardata|pure|nimble|equallogic|compelnt|lio-org|iet|scst|truenas|freenas|synology|qnap|emc|hitachi open|ibm 2145)/i,
    model:
      /lun|volume|vv|storage|flasharray|server|iscsi|disk|target|raid|vraid|symmetrix|open-|2145|fileio|iblock|vdisk|compellent/i,
    reason: 'volumes of storage arrays',
  },
];

export interface DiskTraits {
  readonly name: string;
  readonly transport: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly rotational: boolean | null;
  readonly removable: boolean | null;
}

export interface DiskJudgement {
  readonly type: DeviceType;
  readonly transport: string | null;
}

/** What kind of disk this is, by name, transport, vendor and model. */
export function judgeDisk(disk: DiskTraits): DiskJudgement {
  const transport = disk.transport?.toLowerCase() ?? null;
  if (/^(?:vd|ubd|hvc)[a-z]/.test(disk.name)) return { type: 'virtual', transport: transport ?? 'virtio' };
  if (disk.name.startsWith('xvd')) return { type: 'virtual', transport: transport ?? 'xen' };
  if (/^(?:cciss|ida)[!/]/.test(disk.name)) return { type: 'virtual', transport: 'raid' };
  const row = VIRTUAL.find(({ vendor, model }) => matches(vendor, disk.vendor) && matches(model, disk.model));
  if (row !== undefined) return { type: 'virtual', transport: row.transport ?? transport };
  if (transport === 'iscsi' || transport === 'virtio') return { type: 'virtual', transport };
  if (transport === 'nvme' || /^nvme\d/.test(disk.name)) return { type: 'nvme', transport: transport ?? 'nvme' };
  if (/^mmcblk\d/.test(disk.name)) return { type: 'other', transport: transport ?? 'mmc' };
  if (/^pmem\d/.test(disk.name)) return { type: 'other', transport: transport ?? 'pmem' };
  return { type: spinningOrNot(disk, transport), transport };
}

function matches(pattern: RegExp | undefined, text: string | null): boolean {
  return pattern === undefined || (text !== null && pattern.test(text));
}

/** Sticks and card readers call themselves rotating as often as not. */
function spinningOrNot({ rotational, removable, model }: DiskTraits, transport: string | null): DeviceType {
  if (transport === 'usb') {
    if (model !== null && /\bssd\b/i.test(model)) return 'ssd';
    if (removable === true) return 'other';
  }
  if (rotational === null) return 'other';
  return rotational ? 'hdd' : 'ssd';
}
