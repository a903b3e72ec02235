import type { CommandOutput, Parsed } from '../../platform/commands/index.js';
import { boundText } from '../shared/pool-text.js';
import { linesOf } from '../shared/text.js';
import { MD_UUID } from './parse-mdadm.js';

/** One line of `mdadm --detail --scan`. */
export interface ScannedArray {
  /** Below /dev: `md0`, `md/store`. */
  readonly name: string;
  readonly inactive: boolean;
  readonly uuid: string | null;
  /** `1.2`, `imsm`, `ddf`; null for a volume of a container. */
  readonly metadata: string | null;
  readonly level: string | null;
}

const MAX_ARRAYS = 100;
const LINE = /^(INACTIVE-)?ARRAY \/dev\/(\S{1,64})((?: .*)?)$/;

/** `ARRAY /dev/md0 metadata=1.2 name=host:0 UUID=…`; other lines, such as those with devices, are passed over. */
export function parseScan(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<readonly ScannedArray[]> {
  const arrays = new Map<string, ScannedArray>();
  for (const line of linesOf(output)) {
    const [, inactive, name, rest = ''] = LINE.exec(line.slice(0, 2000)) ?? [];
    if (name === undefined || arrays.size >= MAX_ARRAYS) continue;
    const words = rest.split(' ').map((word) => word.split('='));
    const valueOf = (key: string): string | null => words.find(([name_]) => name_ === key)?.[1] ?? null;
    const uuid = valueOf('UUID')?.toLowerCase() ?? '';
    arrays.set(name, {
      name: boundText(name),
      inactive: inactive !== undefined,
      uuid: MD_UUID.test(uuid) ? uuid : null,
      metadata: boundText(valueOf('metadata') ?? '', 20) || null,
      level: boundText(valueOf('level') ?? '', 20) || null,
    });
  }
  return { value: [...arrays.values()], errors: [] };
}
