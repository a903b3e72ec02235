import { z } from 'zod';
import {
  defineCommand,
  type HostCapabilities,
  invoke,
  type Parsed,
  type ReadOnlyInvocation,
} from '../../platform/commands/index.js';
import { type BlockListing, type SmartTool, smartToolSchema } from './disk-model.js';
import { parseBlockDevices } from './disk-parse.js';
import { LIST_DISKS } from './disk-script.js';

/** Disks with what names them; the same question for every collector that needs them, so that it is asked once. */
export const blockDevices = defineCommand({
  id: 'disks.block_devices',
  summary: 'Block devices with size, model, serial and WWN, by lsblk or from /sys.',
  effect: 'read_only',
  args: z.strictObject({ smartTool: smartToolSchema }),
  example: { smartTool: 'smartctl' },
  timeout: 'normal',
  maxOutputBytes: 2 * 1024 * 1024,
  acceptedExitCodes: [0, 3],
  argv: (_args, { tools }) => ['sh', '-c', LIST_DISKS, 'disks', tools['lsblk'] === undefined ? 'sysfs' : 'lsblk'],
  parse: (output, { smartTool }) => parseBlockDevices(output, smartTool),
});

export function invokeBlockDevices(host: HostCapabilities): ReadOnlyInvocation<Parsed<BlockListing>> {
  return invoke(blockDevices, { smartTool: smartToolOf(host) });
}

/** smartctl knows NVMe, too: nvme-cli is for hosts that have nothing else. */
export function smartToolOf({ tools }: HostCapabilities): SmartTool {
  if (tools['smartctl'] !== undefined) return 'smartctl';
  return tools['nvme'] === undefined ? 'none' : 'nvme';
}
