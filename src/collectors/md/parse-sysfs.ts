import type { CommandOutput, Parsed } from '../../platform/commands/index.js';
import { type Counter, readCounter } from '../shared/counters.js';
import { linesOf } from '../shared/text.js';

export interface MdSysfs {
  readonly arrays: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** UUIDs by array, as udev linked them. */
  readonly links: ReadonlyMap<string, string>;
}

/** Lines of `md.sysfs`: `md0 degraded 0`, and `link md-uuid-… ../../md0`. Anything else is passed over. */
export function parseMdSysfs(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<MdSysfs> {
  const arrays = new Map<string, Map<string, string>>();
  const links = new Map<string, string>();
  for (const line of linesOf(output).slice(0, 10_000)) {
    const [name = '', file = '', value = ''] = line.slice(0, 300).split(' ');
    const uuid = /md-uuid-([0-9a-f]{8}(?::[0-9a-f]{8}){3})$/.exec(file)?.[1];
    if (name === 'link' && uuid !== undefined) links.set(value.slice(value.lastIndexOf('/') + 1), uuid);
    else if (name !== 'link') arrays.set(name, (arrays.get(name) ?? new Map<string, string>()).set(file, value));
  }
  return { value: { arrays, links }, errors: [] };
}

export function readSysfsCounter(sysfs: MdSysfs | undefined, name: string, file: string): Counter | undefined {
  return readCounter(sysfs?.arrays.get(sysfsName(name))?.get(file));
}

export function readSysfsWord(sysfs: MdSysfs | undefined, name: string, file: string): string | undefined {
  return sysfs?.arrays.get(sysfsName(name))?.get(file);
}

/** The kernel writes a slash in a name as an exclamation mark there. */
export function sysfsName(name: string): string {
  return name.replaceAll('/', '!');
}
