import { z } from 'zod';
import {
  defineCommand,
  invoke,
  type HostCapabilities,
  type ReadOnlyInvocation,
} from '../../../src/platform/commands/index.js';

/** Test commands: shell text as one argument of `sh -c`, so that every way to misbehave can be written down. */
const settings = { effect: 'read_only', args: z.object({ text: z.string() }), example: { text: 'true' } } as const;
const argv = ({ text }: { text: string }): readonly string[] => ['sh', '-c', text];
const parse = ({ stdout }: { stdout: Buffer }): string => stdout.toString('utf8');

export const shellText = defineCommand({ id: 'test.shell', summary: 'Runs a text.', ...settings, argv, parse });
export const smallShellText = defineCommand({
  id: 'test.small',
  summary: 'Keeps 10 bytes.',
  ...settings,
  argv,
  parse,
  maxOutputBytes: 10,
});
export const rootShellText = defineCommand({
  id: 'test.root',
  summary: 'As root.',
  ...settings,
  argv,
  parse,
  root: true,
});
export const slowShellText = defineCommand({
  id: 'test.slow',
  summary: 'With a limit on the host.',
  ...settings,
  argv,
  parse,
  timeout: 'slow',
});

export const sh = (text: string): ReadOnlyInvocation<string> => invoke(shellText, { text });
export const host: HostCapabilities = { tools: {}, sudo: 'root' };
