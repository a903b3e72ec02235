import { randomInt } from 'node:crypto';
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDockerEngine } from '../../src/platform/engines/docker-engine.js';
import { buildCurrentEngine } from './docker-engine-build.js';
import { EngineProcess } from './docker-engine-process.js';
import {
  claimDirectory,
  engineDirectoryTemplate,
  listClaimedNetworks,
  listLinks,
  removeEngine,
  removeOrphans,
  run,
  waitForEnd,
} from './docker-engine-rest.js';

/** Debian's Docker (API 1.41), a current one (API 1.56, images kept by containerd), Podman's answer to the same API. */
export type EngineKind = 'debian' | 'current' | 'podman';

export interface TestEngineOptions {
  readonly kind: EngineKind;
  /** Only for `current`: where images are kept. `debian` knows graph drivers only. Default `containerd`. */
  readonly imageStore?: 'containerd' | 'graphdriver';
  /** Containers live on while the engine is down. Not for `podman`, where they always do. */
  readonly liveRestore?: boolean;
  /** Further arguments of dockerd. */
  readonly extraArguments?: readonly string[];
}

export interface TestEngine {
  readonly kind: EngineKind;
  readonly socketPath: string;
  /** As it says itself: `20.10.24+dfsg1`. */
  readonly version: string;
  readonly apiVersion: string;
  readonly dataRoot: string;
  /** Of the default bridge: what this machine is called from within its containers. */
  readonly bridgeAddress: string;
  readonly startMs: number;
  /** undefined while it is down. */
  readonly pid: number | undefined;
  readonly log: string;
  /** SIGKILL: containers live on, as after a crash. */
  kill(): Promise<void>;
  /** Ends it (SIGTERM) and starts it again with all that it has. */
  restart(): Promise<void>;
  /** After kill(). */
  start(): Promise<void>;
  /** Removes it with all its containers, images, networks and files. Twice is once. */
  stop(): Promise<void>;
}

/**
 * Starts an engine of its own: data root, exec root, socket, bridge and addresses are shared with nobody, so that
 * several run side by side. Needs root. Takes 0.3 to 0.7 s.
 *
 * What works, on a kernel with cgroups v1 and v2 side by side (cgroupfs driver; the engines see v1) and ext4 below:
 * overlay2 (Debian's), overlayfs of containerd 1.6 (current), overlay (Podman). Bridge networks, names (the embedded
 * DNS), published ports on loopback and on all addresses, memory and CPU limits, exec, health checks.
 * - `--iptables=false`: two engines that manage iptables in one network namespace tear down each other's chains. Ports
 *   are published by docker-proxy alone, containers of different bridges are not kept apart, nothing leaves the machine.
 * - `--bridge`: docker0 can belong to one engine only, so each has a bridge of its own, made here.
 * - `--ip-forward=false`: a setting of the whole machine. Creating a container therefore warns of it. Podman's netavark
 *   switches it on all the same, and leaves empty NETAVARK chains in iptables.
 * - `--seccomp-profile unconfined` (current): its runc is built without libseccomp.
 * - `--shutdown-timeout`: what does not end by itself is killed; tests' containers often ignore SIGTERM.
 * - insecure registries: Docker trusts 127.0.0.0/8 by itself, Podman is told to.
 */
export async function startDockerEngine(options: TestEngineOptions): Promise<TestEngine> {
  if (process.getuid?.() !== 0)
    throw new Error('A container engine for tests needs root (SKIP_ROOT=1 leaves them out)');
  // Socket paths hold 107 characters, and containerd's is the longest below it.
  await removeOrphans();
  const directory = await mkdtemp(engineDirectoryTemplate());
  await chmod(directory, 0o755);
  const network = await drawNetwork();
  await claimDirectory(directory, network);
  const bridge = `mwe${network.replaceAll('.', '-')}`;
  const place: EnginePlace = { directory, network, bridge, socketPath: join(directory, 'e.sock') };
  const start = async (): Promise<EngineProcess> => {
    const command = await (options.kind === 'podman' ? preparePodman(place) : prepareDockerd(options, place));
    return EngineProcess.start({ ...command, socketPath: place.socketPath, cwd: directory });
  };
  const cleanUp = (): Promise<void> => removeEngine(directory, network);
  try {
    const begun = performance.now();
    if (options.kind !== 'podman') await addBridge(place);
    const process = await start();
    return await describeEngine(options.kind, place, { process, start, cleanUp, startMs: performance.now() - begun });
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

interface EnginePlace {
  readonly directory: string;
  /** First two parts of its addresses. */
  readonly network: string;
  readonly bridge: string;
  readonly socketPath: string;
}

interface EngineCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** 10.x that no interface of this machine uses, and no other engine; those that start in one moment hardly draw the same. */
async function drawNetwork(): Promise<string> {
  const local = (await listLinks()).flatMap(({ addr_info: addresses }) =>
    addresses.map((address) => address.local.split('.').slice(0, 2).join('.')),
  );
  const used = [...local, ...(await listClaimedNetworks())];
  for (;;) {
    const network = `10.${randomInt(64, 250)}`;
    if (!used.includes(network)) return network;
  }
}

async function addBridge({ bridge, network }: EnginePlace): Promise<void> {
  await run('ip', ['link', 'add', bridge, 'type', 'bridge']);
  await run('ip', ['address', 'add', `${network}.0.1/24`, 'dev', bridge]);
  await run('ip', ['link', 'set', bridge, 'up']);
}

async function prepareDockerd(options: TestEngineOptions, place: EnginePlace): Promise<EngineCommand> {
  const { directory, bridge, network, socketPath } = place;
  const current = options.kind === 'current' ? await buildCurrentEngine() : undefined;
  const configFile = join(directory, 'daemon.json');
  const graphdriver = options.kind === 'debian' || options.imageStore === 'graphdriver';
  await writeFile(configFile, '{}');
  const argv = [
    [current === undefined ? '/usr/sbin/dockerd' : join(current.directory, 'dockerd'), '--config-file', configFile],
    ['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
    ['--host', `unix://${socketPath}`, '--pidfile', join(directory, 'pid'), '--bridge', bridge],
    ['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ['--default-address-pool', `base=${network}.0.0/16,size=24`, '--shutdown-timeout', '2'],
    graphdriver ? ['--storage-driver', 'overlay2'] : [],
    options.liveRestore === true ? ['--live-restore'] : [],
    current === undefined ? [] : ['--userland-proxy-path', join(current.directory, 'docker-proxy')],
    current === undefined ? [] : ['--seccomp-profile', 'unconfined'],
    current === undefined ? [] : ['--feature', `containerd-snapshotter=${String(!graphdriver)}`],
    options.extraArguments ?? [],
  ].flat();
  return { argv, env: { PATH: current === undefined ? PATH : `${current.directory}:${PATH}` } };
}

async function preparePodman({ directory, network, socketPath }: EnginePlace): Promise<EngineCommand> {
  const file = (name: string): string => join(directory, name);
  await mkdir(file('net'), { recursive: true });
  await writeFile(
    file('containers.conf'),
    `[network]\nnetwork_backend = "netavark"\ndefault_subnet = "${network}.0.0/24"\n` +
      `default_subnet_pools = [{"base" = "${network}.128.0/17", "size" = 24}]\n` +
      // Limits that this machine may set: Podman's own defaults can be beyond them.
      '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]\n[engine]\nevents_logger = "file"\n',
  );
  await writeFile(
    file('registries.conf'),
    'unqualified-search-registries = ["docker.io"]\n[[registry]]\nlocation = "127.0.0.1"\ninsecure = true\n',
  );
  const argv = [
    ['/usr/bin/podman', '--root', file('data'), '--runroot', file('exec'), '--tmpdir', file('tmp')],
    ['--storage-driver', 'overlay', '--runtime', 'runc', '--cgroup-manager', 'cgroupfs'],
    ['--network-config-dir', file('net'), 'system', 'service', '--time', '0', `unix://${socketPath}`],
  ].flat();
  const CONTAINERS_CONF = file('containers.conf');
  const CONTAINERS_REGISTRIES_CONF = file('registries.conf');
  return { argv, env: { PATH, HOME: directory, CONTAINERS_CONF, CONTAINERS_REGISTRIES_CONF } };
}

interface Running {
  readonly process: EngineProcess;
  readonly start: () => Promise<EngineProcess>;
  readonly cleanUp: () => Promise<void>;
  readonly startMs: number;
}

async function describeEngine(kind: EngineKind, place: EnginePlace, running: Running): Promise<TestEngine> {
  const { directory, socketPath, network } = place;
  let process: EngineProcess | undefined = running.process;
  let stopped: Promise<void> | undefined;
  const { version, apiVersion } = await withClient(socketPath, (client) => client.describe());
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await process?.end(signal);
    process = undefined;
    // It dies with its engine, but a moment later.
    await waitForEnd(join(directory, 'exec', 'containerd', 'containerd.pid'));
  };
  const stop = async (): Promise<void> => {
    // Only the engine itself takes its containers' namespaces and control groups away. Podman's containers outlive its
    // service, and Docker would wait for each to end by itself.
    process ??= await running.start().catch(() => undefined);
    if (process !== undefined) await removeContainers(socketPath).catch(() => undefined);
    await end('SIGTERM');
    await running.cleanUp();
  };
  return {
    kind,
    socketPath,
    version,
    apiVersion,
    dataRoot: join(directory, 'data'),
    bridgeAddress: `${network}.0.1`,
    startMs: running.startMs,
    get pid() {
      return process?.pid;
    },
    get log() {
      return process?.log ?? '';
    },
    kill: () => end('SIGKILL'),
    start: async () => {
      process ??= await running.start();
    },
    restart: async () => {
      await end('SIGTERM');
      process = await running.start();
    },
    stop: () => (stopped ??= stop()),
  };
}

async function withClient<T>(
  socketPath: string,
  work: (client: ReturnType<typeof connectDockerEngine>) => Promise<T>,
): Promise<T> {
  const client = connectDockerEngine({
    open: () => EngineProcess.connect(socketPath),
    where: 'the engine of the test',
  });
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

async function removeContainers(socketPath: string): Promise<void> {
  await withClient(socketPath, async (client) => {
    const containers = await client.listContainers();
    await Promise.all(containers.map(({ id }) => client.removeContainer(id, { force: true })));
  });
}
