interface BusRow {
  readonly bus: string;
  readonly path: RegExp;
  readonly address: (match: readonly string[]) => string;
  readonly reason: string;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const part = (match: readonly string[], index: number, radix = 16): number =>
  Number.parseInt(match[index] ?? '0', radix);

/** How lm-sensors names a chip by the device it sits on. The first that fits. */
const BUSES: readonly BusRow[] = [
  {
    bus: 'i2c',
    path: /\/(\d+)-00([0-9a-f]{2})$/,
    address: (match) => `${match[1] ?? ''}-${match[2] ?? ''}`,
    reason: 'adapter and address',
  },
  {
    bus: 'pci',
    path: /\/([0-9a-f]{4,8}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])(?:\/nvme\/nvme\d+)?$/,
    address: (match) => hex(part(match, 1) * 0x10000 + part(match, 2) * 0x100 + part(match, 3) * 8 + part(match, 4), 4),
    reason: 'domain, bus, slot and function; NVMe disks by the slot they sit in',
  },
  {
    bus: 'isa',
    path: /\/platform\/(?:.*\/)?[^/]*?(?:\.(\d+))?$/,
    address: (match) => hex(part(match, 1, 10), 4),
    reason: 'platform devices count as ISA; the number behind the dot is their address',
  },
  { bus: 'acpi', path: /\/LNXSYSTM:/, address: () => '0', reason: 'ACPI' },
  { bus: 'virtual', path: /\/virtual\//, address: () => '0', reason: 'thermal zones and the like' },
];

/** `coretemp-isa-0000` of `coretemp` and the path of its hwmon directory: what stays when hwmon numbers change. */
export function chipName(driver: string, path: string): string {
  const device = path.replace(/\/hwmon(?:\/hwmon\d+|\d+)$/, '');
  for (const { bus, path: pattern, address } of BUSES) {
    const match = pattern.exec(device);
    if (match !== null) return `${driver}-${bus}-${address(match)}`;
  }
  return driver;
}
