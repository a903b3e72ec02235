import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { parsePctList, parseQmList, parseVirshList } from './parser.js';

const listing = {
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  root: true,
  timeout: 'normal',
  maxOutputBytes: 256 * 1024,
  acceptedExitCodes: ANY_EXIT_CODE,
} as const;

export const virshList = defineCommand({
  ...listing,
  id: 'virtualisation.libvirt',
  summary: 'Machines of libvirt and their states, over a read-only connection.',
  tools: ['virsh'],
  argv: () => ['virsh', '-r', '-c', 'qemu:///system', 'list', '--all'],
  parse: parseVirshList,
});

export const qmList = defineCommand({
  ...listing,
  id: 'virtualisation.proxmox_qemu',
  summary: 'Virtual machines of this Proxmox node and their states.',
  tools: ['qm'],
  argv: () => ['qm', 'list'],
  parse: parseQmList,
});

export const pctList = defineCommand({
  ...listing,
  id: 'virtualisation.proxmox_lxc',
  summary: 'Containers of this Proxmox node and their states.',
  tools: ['pct'],
  argv: () => ['pct', 'list'],
  parse: parsePctList,
});
