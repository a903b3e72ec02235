import { z } from 'zod';
import type { LiveFacts } from '../../../domain/protection/risk/live-facts.js';
import { defineCommand } from '../../../platform/commands/index.js';
import { decodeEscapes, orNull } from './sections.js';

type Devices = NonNullable<LiveFacts['devices']>;

const MOST = 5_000;

export const blockTree = defineCommand({
  id: 'protection.block_tree',
  summary: 'Block devices with what they lie on, what uses them and where they are mounted.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['lsblk'],
  timeout: 'normal',
  maxOutputBytes: 1024 * 1024,
  // 32, 64: some device went away meanwhile.
  acceptedExitCodes: [0, 1, 32, 64],
  argv: () => ['lsblk', '-P', '-p', '-o', 'NAME,PKNAME,FSTYPE,LABEL,MOUNTPOINT'],
  parse: parseBlockTree,
});

/** `NAME="/dev/sda1" PKNAME="/dev/sda" FSTYPE="ext4" …`, a device once for each parent. Throws nothing. */
export function parseBlockTree(output: { readonly stdout: Buffer; readonly truncated: boolean }): Devices {
  const text = output.stdout.toString('utf8');
  const whole = output.truncated ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  return whole
    .split('\n')
    .slice(0, MOST)
    .flatMap((line) => {
      const fields = readFields(line);
      const path = orNull(fields.get('NAME'));
      if (path === null || !path.startsWith('/dev/')) return [];
      return [
        {
          path,
          parent: orNull(fields.get('PKNAME')),
          use: orNull(fields.get('FSTYPE')),
          label: orNull(fields.get('LABEL')),
          mountpoint: orNull(fields.get('MOUNTPOINT')),
        },
      ];
    });
}

function readFields(line: string): ReadonlyMap<string, string> {
  const pairs = line.slice(0, 4_096).matchAll(/([A-Z-]{1,20})="([^"]*)"/g);
  return new Map([...pairs].map(([, key = '', value = '']) => [key, decodeEscapes(value)]));
}
