import { z } from 'zod';
import { defineCommand, type CommandOutput, type Parsed } from '../../platform/commands/index.js';

export interface ProcFile<T> {
  readonly id: string;
  readonly summary: string;
  readonly path: string;
  readonly parse: (output: CommandOutput) => Parsed<T>;
  readonly maxOutputBytes?: number;
}

/** A command that reads one file of the kernel. `cat` is taken for granted: a host without it fails as a whole. */
export function defineProcFile<T>({ path, ...rest }: ProcFile<T>) {
  return defineCommand({
    ...rest,
    effect: 'read_only',
    args: z.strictObject({}),
    example: {},
    argv: () => ['cat', path],
    parse: rest.parse,
  });
}
