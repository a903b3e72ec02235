import type { Program } from '../program.js';
import { GUEST_IMAGES } from './guest-images.js';
import { HYPERVISORS } from './hypervisors.js';
import { LIBVIRT } from './libvirt.js';
import { PROXMOX } from './proxmox.js';
import { SYSTEM_CONTAINERS } from './system-containers.js';
import { WORKSTATION } from './workstation.js';

export const VMS_PROGRAMS: readonly Program[] = [
  ...GUEST_IMAGES,
  ...LIBVIRT,
  ...PROXMOX,
  ...WORKSTATION,
  ...SYSTEM_CONTAINERS,
  ...HYPERVISORS,
];
