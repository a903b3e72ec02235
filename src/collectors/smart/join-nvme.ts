import type { NvmeController } from './parse-nvme.js';
import type { DeviceTraits, SmartAnswer } from './schema.js';

/** What nvme-cli says of one device in several answers; its own controller knows best. */
export function joinNvme(
  health: SmartAnswer,
  controller: NvmeController | undefined,
  listed?: DeviceTraits,
): SmartAnswer {
  const traits = { ...health.traits, ...withoutNull(listed), ...withoutNull(controller?.traits) };
  return { report: { ...health.report, temperatureLimits: controller?.temperatureLimits ?? null }, traits };
}

function withoutNull<T extends object>(fields: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== null)) as Partial<T>;
}
