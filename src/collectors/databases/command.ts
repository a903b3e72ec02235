import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import type { ContainerRuntime } from './evidence.js';
import { parseContainers, parseInspected } from './parse-containers.js';
import { parseNetstat, parseProcNet, parseSsListeners, parseSsUnix } from './parse-listeners.js';
import { SERVER_PACKAGES, type PackageTool } from './package-managers.js';
import { parsePackages } from './parse-packages.js';
import { parseProcesses } from './parse-processes.js';
import { parseUnits } from './parse-units.js';
import { SIGNATURES } from './signatures.js';

const MANY_BYTES = 512 * 1024;
const nothing = { args: z.strictObject({}), example: {}, effect: 'read_only' } as const;

/** As root ss tells whose each listener is; as anyone else it tells the listeners only. */
export const listeners = defineCommand({
  ...nothing,
  id: 'databases.listeners',
  summary: 'TCP listeners with the processes behind them.',
  root: true,
  tools: ['ss'],
  maxOutputBytes: MANY_BYTES,
  argv: () => ['ss', '-Hltnp'],
  parse: parseSsListeners,
});

export const unixListeners = defineCommand({
  ...nothing,
  id: 'databases.unix_listeners',
  summary: 'Listening unix sockets with the processes behind them.',
  root: true,
  tools: ['ss'],
  maxOutputBytes: MANY_BYTES,
  argv: () => ['ss', '-Hlxp'],
  parse: parseSsUnix,
});

export const netstatListeners = defineCommand({
  ...nothing,
  id: 'databases.netstat_listeners',
  summary: 'TCP listeners where there is no ss.',
  root: true,
  tools: ['netstat'],
  maxOutputBytes: MANY_BYTES,
  argv: () => ['netstat', '-lntp'],
  parse: parseNetstat,
});

/** Lists every connection too: asked only where neither ss nor netstat answers. */
export const procNetListeners = defineCommand({
  ...nothing,
  id: 'databases.proc_net_listeners',
  summary: 'TCP listeners from the kernel’s own table, where no tool tells them.',
  maxOutputBytes: MANY_BYTES,
  // Exit code 1: no IPv6.
  acceptedExitCodes: [0, 1],
  argv: () => ['cat', '/proc/net/tcp', '/proc/net/tcp6'],
  parse: parseProcNet,
});

const PROCESS_PATTERN = SIGNATURES.flatMap(({ processes }) => processes).join('|');

/** Picked on the host: what other processes have in their arguments is none of our business. The heading shows that ps works. */
export const processes = defineCommand({
  ...nothing,
  id: 'databases.processes',
  summary: 'Processes of database servers.',
  tools: ['ps'],
  maxOutputBytes: MANY_BYTES,
  argv: () => ['sh', '-c', `ps -eo pid,ppid,comm,args | grep -E 'PPID|[ /](${PROCESS_PATTERN})( |$)'`],
  parse: parseProcesses,
});

/** Exit codes: 1 and 125 when the engine does not answer this user; what it says then is not parsed. */
const CONTAINER_CODES = [0, 1, 125];

function defineContainerList(runtime: ContainerRuntime) {
  return defineCommand({
    ...nothing,
    id: `databases.${runtime}_containers`,
    summary: `Running containers of ${runtime}, with images and ports.`,
    root: true,
    timeout: 'normal',
    tools: [runtime],
    // Labels are most of it: two hundred containers behind a proxy come to a mebibyte.
    maxOutputBytes: 4 * 1024 * 1024,
    acceptedExitCodes: CONTAINER_CODES,
    argv: (_args, { sudo }) => {
      const list = [runtime, 'ps', '--no-trunc', '--format', '{{json .}}'];
      return runtime === 'podman' && sudo === 'none' ? ['sh', '-c', OWN_STORE_ONLY, runtime, ...list] : list;
    },
    parse: (output) => parseContainers(runtime, output),
  });
}

/** Of a user who has none, Podman would make a store and leave a process behind, only to list nothing. */
const OWN_STORE_ONLY = '[ -d ~/.local/share/containers/storage ] || exit 0; exec "$@"';

export const dockerContainers = defineContainerList('docker');
export const podmanContainers = defineContainerList('podman');

/** Chosen fields: the environment of a container holds passwords. */
const INSPECT_FORMAT =
  '{"status":{{json .State.Status}},"pid":{{json .State.Pid}},' +
  '"networkMode":{{json .HostConfig.NetworkMode}},"networks":{{json .NetworkSettings.Networks}}}';

export const inspectContainer = defineCommand({
  id: 'databases.inspect_container',
  summary: 'State, network mode and addresses of one container.',
  effect: 'read_only',
  root: true,
  timeout: 'normal',
  args: z.strictObject({
    runtime: z.enum(['docker', 'podman']),
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/),
  }),
  example: { runtime: 'docker', name: 'postgres' },
  acceptedExitCodes: CONTAINER_CODES,
  argv: ({ runtime, name }) => [runtime, 'inspect', '--type', 'container', '--format', INSPECT_FORMAT, name],
  parse: parseInspected,
});

const UNITS = SIGNATURES.flatMap(({ units }) => units);

export const units = defineCommand({
  ...nothing,
  id: 'databases.units',
  summary: 'Units of database servers: enabled, running, failed.',
  tools: ['systemctl'],
  argv: () => ['systemctl', 'show', '--no-pager', '--property=Id,LoadState,ActiveState,UnitFileState', ...UNITS],
  parse: parseUnits,
});

const RPM_FORMAT = '%{NAME}\t%{VERSION}\n';
const PACKAGE_ARGV: Readonly<Record<PackageTool, (names: readonly string[]) => readonly string[]>> = {
  'dpkg-query': (names) => ['dpkg-query', '-W', '-f=${db:Status-Abbrev}\t${Package}\t${Version}\n', ...names],
  rpm: (names) => ['rpm', '-qa', '--qf', RPM_FORMAT, ...names],
  apk: () => ['apk', 'info', '-v'],
  pacman: (names) => ['pacman', '-Q', ...names],
};

/** Exit codes: not 0 where one of the names is not known. */
export const packages = defineCommand({
  id: 'databases.packages',
  summary: 'Installed packages of database servers. Asked once an hour.',
  effect: 'read_only',
  args: z.strictObject({ tool: z.enum(['dpkg-query', 'rpm', 'apk', 'pacman']) }),
  example: { tool: 'dpkg-query' },
  timeout: 'normal',
  maxOutputBytes: MANY_BYTES,
  acceptedExitCodes: [0, 1],
  argv: ({ tool }) => PACKAGE_ARGV[tool](SERVER_PACKAGES[tool].flatMap(({ asked }) => asked)),
  parse: (output, { tool }) => parsePackages(tool, output),
});
