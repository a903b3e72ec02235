import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostCapabilities } from '../../src/platform/commands/index.js';
import type { Transport } from '../../src/platform/ssh/transport.js';
import { shellTransport } from '../platform/commands/shell-transport.js';
import { type Shim, answeringScript, logLine } from './shim-host-script.js';

export type { Shim, ShimAnswer, ShimRules } from './shim-host-script.js';

const LOG = '.calls';

export interface ShimCall {
  readonly tool: string;
  readonly args: readonly string[];
}

export interface ShimHostOptions {
  /** Versions by tool, as the profile would tell them; default ''. Tools named here alone count as present, unshimmed. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Default `root`: nothing goes through sudo. */
  readonly sudo?: HostCapabilities['sudo'];
  /** Called with each script before it runs: one is one channel. */
  readonly onScript?: (script: string) => void;
}

export interface ShimHost {
  /** A real shell on this machine, whose PATH has the shims first. */
  readonly transport: Transport;
  readonly host: HostCapabilities;
  /** What the shims were called with, in order. */
  readonly calls: () => Promise<readonly ShimCall[]>;
  /** Puts another shim in the place of one, or a new one. `host` stays as it is. */
  readonly replace: (tool: string, shim: Shim) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * A host whose tools answer as told: a folder of executable shell scripts on the PATH of a real shell.
 *
 *     const shim = await createShimHost({
 *       zpool: { answers: [{ args: 'list *', file: 'zfs/list.txt' }, { args: /^status -p$/, stdout: '…', exitCode: 1 }] },
 *       mdadm: 'echo "what a shell script prints"',
 *       cat: { files: { '/proc/mdstat': 'md/raid6.txt', '/proc/none': null } },
 *     });
 *     t.teardown(shim.close);
 *     const { collected } = await collectHost(shim.transport, { collectors: [collector], host: shim.host });
 *
 * `file` and the values of `files` are paths below tests/fixtures/commands, or absolute ones.
 */
export async function createShimHost(
  shims: Readonly<Record<string, Shim>>,
  options: ShimHostOptions = {},
): Promise<ShimHost> {
  const folder = await mkdtemp(join(tmpdir(), 'shims-'));
  const replace = (tool: string, shim: Shim): Promise<void> => writeShims(folder, { [tool]: shim });
  await writeShims(folder, shims);
  const names = [...Object.keys(shims), ...Object.keys(options.versions ?? {})];
  return {
    transport: shellTransport({
      env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? '/usr/bin:/bin'}` },
      ...(options.onScript === undefined ? {} : { onScript: options.onScript }),
    }),
    host: {
      tools: Object.fromEntries(names.map((tool) => [tool, options.versions?.[tool] ?? ''])),
      sudo: options.sudo ?? 'root',
    },
    calls: () => readShimCalls(folder),
    replace,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Makes the scripts of some tools in a folder that a host has on its PATH. */
export async function writeShims(folder: string, shims: Readonly<Record<string, Shim>>): Promise<void> {
  for (const [tool, shim] of Object.entries(shims)) {
    const script = `#!/bin/sh\n${logLine(tool, join(folder, LOG))}\n${answeringScript(tool, shim, process.cwd())}\n`;
    await writeFile(join(folder, tool), script, { mode: 0o755 });
  }
}

/** What the shims of a folder were called with, in order. */
export async function readShimCalls(folder: string): Promise<ShimCall[]> {
  const text = await readFile(join(folder, LOG), 'utf8').catch(() => '');
  return text
    .split('\u001e')
    .filter((record) => record !== '')
    .map((record) => {
      const [tool = '', ...args] = record.split('\u001f');
      return { tool, args };
    });
}
