import { z } from 'zod';
import { defineCommand, type HostCapabilities } from '../../platform/commands/index.js';
import { DEVICE_PATH, DEVICE_TYPE } from './device-names.js';
import { parseDevice } from './parse-device.js';
import { parseNvmeController, parseNvmeHealth, parseNvmeList } from './parse-nvme.js';
import { parseScan } from './parse-scan.js';
import { ASK_DEVICE, SCAN_DEVICES } from './script.js';

/** smartctl's exit code is a mask of findings, not a verdict on the call: all eight bits are its own. */
const ANY_CODE: readonly number[] = Array.from({ length: 256 }, (_none, code) => code);
/** 1 is no finding of a scan: the call was not understood, or sudo refused it. */
const SCAN_CODES = ANY_CODE.filter((code) => code !== 1 && code !== 126 && code !== 127);

const LOCK_PATH = /^(?:\/sys\/(?:block|class\/nvme|class\/scsi_host)\/[\w!.-]{1,60})?$/;

const devicePath = z
  .string()
  .regex(DEVICE_PATH)
  .refine((path) => !path.includes('..'));

export const smartScan = defineCommand({
  id: 'smart.scan',
  summary: 'Devices that smartctl knows how to ask, with the type of each; it opens none of them.',
  effect: 'read_only',
  root: true,
  args: z.strictObject({}),
  example: {},
  tools: ['smartctl'],
  timeout: 'normal',
  maxOutputBytes: 1024 * 1024,
  acceptedExitCodes: SCAN_CODES,
  argv: (_args, host) => {
    const age = ageOf(host);
    if (age === 'try') return ['sh', '-c', SCAN_DEVICES];
    return age === 'json' ? ['smartctl', '--json', '--scan'] : ['smartctl', '--scan'];
  },
  parse: parseScan,
});

export const smartDevice = defineCommand({
  id: 'smart.device',
  summary: 'All that one device says of its health, by the type that fits; a sleeping disk is left asleep.',
  effect: 'read_only',
  root: true,
  args: z.strictObject({
    path: devicePath,
    /** To try in turn. */
    types: z.array(z.string().regex(DEVICE_TYPE)).min(1).max(6),
    /** Leave it alone when it sleeps. */
    guard: z.boolean(),
    lock: z.string().regex(LOCK_PATH),
  }),
  example: { path: '/dev/sda', types: ['sat'], guard: true, lock: '/sys/block/sda' },
  tools: ['smartctl'],
  timeout: 'normal',
  maxOutputBytes: 1024 * 1024,
  acceptedExitCodes: ANY_CODE,
  argv: ({ path, types, guard, lock }, host) => {
    const settings = [lock, ageOf(host), guard ? 'guard' : '', path];
    return ['sh', '-c', ASK_DEVICE, 'smart', ...settings, ...types];
  },
  parse: (output, { types, guard }) => parseDevice(output, { type: types[0] ?? null, guard }),
});

export const nvmeList = defineCommand({
  id: 'smart.nvme_list',
  summary: 'NVMe devices, where there is no smartctl.',
  effect: 'read_only',
  root: true,
  args: z.strictObject({}),
  example: {},
  tools: ['nvme'],
  timeout: 'normal',
  maxOutputBytes: 1024 * 1024,
  argv: () => ['nvme', 'list', '-o', 'json'],
  parse: parseNvmeList,
});

/** What holds for both questions to one NVMe device. */
const ONE_NVME = {
  effect: 'read_only',
  root: true,
  args: z.strictObject({ path: devicePath }),
  example: { path: '/dev/nvme0n1' },
  tools: ['nvme'],
  timeout: 'normal',
} as const;

export const nvmeHealth = defineCommand({
  ...ONE_NVME,
  id: 'smart.nvme_health',
  summary: 'The health log of an NVMe device, where there is no smartctl.',
  argv: ({ path }) => ['nvme', 'smart-log', '-o', 'json', path],
  parse: parseNvmeHealth,
});

export const nvmeController = defineCommand({
  ...ONE_NVME,
  id: 'smart.nvme_controller',
  summary: 'Serial, model, firmware and temperature limits of an NVMe controller.',
  argv: ({ path }) => ['nvme', 'id-ctrl', '-o', 'json', path],
  parse: parseNvmeController,
});

/** JSON came with 7.0; a version that is not known is tried. */
function ageOf({ tools }: HostCapabilities): 'json' | 'text' | 'try' {
  const major = /\b(\d{1,2})\.\d{1,2}\b/.exec(tools['smartctl'] ?? '')?.[1];
  if (major === undefined) return 'try';
  return Number(major) >= 7 ? 'json' : 'text';
}
