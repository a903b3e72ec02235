import type { Program } from '../program.js';
import { HYPERVISORS } from './hypervisors.js';
import { LIBVIRT } from './libvirt.js';
import { PROXMOX } from './proxmox.js';
import { SYSTEM_CONTAINERS } from './system-containers.js';
import { WORKSTATION } from './workstation.js';

export const VMS_PROGRAMS: readonly Program[] = [
  ...LIBVIRT,
  ...PROXMOX,
  ...WORKSTATION,
  ...SYSTEM_CONTAINERS,
  ...HYPERVISORS,
];
