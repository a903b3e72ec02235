import { z } from 'zod';
import { defineCommand, invoke, type CommandOutput } from '../../../../platform/commands/index.js';
import type { MeasureInput } from '../../engine.js';

const argsSchema = z.strictObject({
  address: z
    .string()
    .regex(/^[0-9a-fA-F.:]{2,45}$/)
    .nullable(),
  port: z.int().min(1).max(65_535).nullable(),
  socketPath: z
    .string()
    .regex(/^\/[\w./-]{0,199}$/)
    .nullable(),
});

/** Where no connection may be forwarded. Without a login: a password has no place in arguments. */
export const localInfo = defineCommand({
  id: 'databases.redis_cli_info',
  summary: 'INFO of a Redis of the host by its own redis-cli.',
  effect: 'read_only',
  tools: ['redis-cli'],
  args: argsSchema,
  example: { address: '127.0.0.1', port: 6379, socketPath: null },
  acceptedExitCodes: [0, 1],
  maxOutputBytes: 512 * 1024,
  argv: ({ address, port, socketPath }) => [
    'redis-cli',
    ...(socketPath === null || address !== null
      ? ['-h', address ?? '127.0.0.1', '-p', String(port ?? 6379)]
      : ['-s', socketPath]),
    'INFO',
    'all',
  ],
  parse: readOutput,
});

function readOutput(output: Pick<CommandOutput, 'stdout'>): string {
  return output.stdout.toString('utf8');
}

/** The text of INFO, or the code of the refusal; undefined when the host has no redis-cli or it got no answer. */
export async function askLocally({
  endpoint,
  runLocal,
}: MeasureInput): Promise<{ text: string } | { refusal: string } | undefined> {
  const { address, port, socketPath } = endpoint;
  const parsed = argsSchema.safeParse({ address, port, socketPath });
  if (!parsed.success) return undefined;
  const [result] = await runLocal([invoke(localInfo, parsed.data)]);
  if (result?.status !== 'ok') return undefined;
  const text = readOutput(result);
  const code = /^(?:\(error\)\s+)?(NOAUTH|NOPERM|DENIED|LOADING)\b/.exec(text)?.[1];
  if (code !== undefined) return { refusal: code };
  return /^(?:redis|valkey)_version:/m.test(text) ? { text } : undefined;
}
