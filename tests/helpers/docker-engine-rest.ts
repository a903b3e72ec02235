import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseIdentity } from '../../src/platform/process/lock-file.js';
import { isAlive, readOwnIdentity, type ProcessIdentity } from '../../src/platform/process/process-identity.js';
import { isGone, killQuietly, listDescendants } from './sshd-process.js';

/** What an engine leaves behind when it has ended: shims, monitors, mounts and bridges. */

export const run = promisify(execFile);

/**
 * Ends what runs out of this directory, shims and monitors with the containers below them: its unique name is in the
 * command line of each such process.
 */
export async function killBelow(directory: string): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
    const ours = await Promise.all(
      pids.map(async (pid) => {
        const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
        return commandLine.includes(`${directory}/`) ? [Number(pid)] : [];
      }),
    );
    const found = ours.flat();
    if (found.length === 0) return;
    const below = await Promise.all(found.map((pid) => listDescendants(pid)));
    const all = [...found, ...below.flat()];
    await forgetNamespaces(all);
    for (const pid of all) killQuietly(pid, 'SIGKILL');
    await Promise.all(all.map((pid) => isGone(pid)));
  }
}

const NAMED_NAMESPACES = '/run/netns';

/** Podman gives the network namespaces of its containers names there, which would hold them after their end. */
async function forgetNamespaces(pids: readonly number[]): Promise<void> {
  const inodeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.ino ?? 0;
  const own = await inodeOf('/proc/self/ns/net');
  const inodes = new Set(await Promise.all(pids.map((pid) => inodeOf(`/proc/${pid}/ns/net`))));
  for (const name of await readdir(NAMED_NAMESPACES).catch(() => [])) {
    const path = join(NAMED_NAMESPACES, name);
    const inode = await inodeOf(path);
    if (inode === own || !inodes.has(inode)) continue;
    await run('umount', ['--lazy', path]).catch(() => undefined);
    await rm(path, { force: true }).catch(() => undefined);
  }
}

/**
 * Waits for the process that a file names; one that does not end by itself is killed. The file goes with it: a process
 * that nobody has waited for yet still answers to its number, and a new engine would wait for it in vain.
 */
export async function waitForEnd(pidFile: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (pid > 1 && !(await isGone(pid))) killQuietly(pid, 'SIGKILL');
  await rm(pidFile, { force: true });
}

/** Innermost first. */
export async function unmountBelow(directory: string): Promise<void> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  const points = table
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point.startsWith(`${directory}/`));
  for (const point of points.reverse()) await run('umount', ['--lazy', point]).catch(() => undefined);
}

interface Link {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local: string }[];
}

/** With those that have no carrier, which Node leaves out. */
export async function listLinks(): Promise<readonly Link[]> {
  return JSON.parse((await run('ip', ['-json', 'address', 'show'])).stdout) as Link[];
}

/** Bridges of networks stay when their engine ends. */
export async function removeLinks(network: string): Promise<void> {
  const ours = (await listLinks()).filter((link) =>
    link.addr_info.some(({ local }) => local.startsWith(`${network}.`)),
  );
  for (const { ifname } of ours) await run('ip', ['link', 'delete', ifname]).catch(() => undefined);
}

const PREFIX = 'mwe-';
const OWNER = 'owner.json';

/** Where a new engine's directory is made. */
export const engineDirectoryTemplate = (): string => join(tmpdir(), PREFIX);

/** Notes down whose engine this is, and on which addresses. */
export async function claimDirectory(directory: string, network: string): Promise<void> {
  await writeFile(join(directory, OWNER), JSON.stringify({ ...readOwnIdentity(), network }));
}

/** Ends and removes all that belongs to one engine. */
export async function removeEngine(directory: string, network: string): Promise<void> {
  await killBelow(directory);
  await unmountBelow(directory);
  await removeLinks(network);
  await rm(directory, { recursive: true, force: true });
}

/** A test run that was killed could not tidy up after itself. */
export async function removeOrphans(parent = tmpdir()): Promise<void> {
  for (const { directory, owner, network } of await listClaims(parent)) {
    if (!isAlive(owner)) await removeEngine(directory, network);
  }
}

/** First two parts of the addresses of engines that run now; of Podman's no interface tells before its first container. */
export async function listClaimedNetworks(): Promise<readonly string[]> {
  return (await listClaims(tmpdir())).map(({ network }) => network);
}

interface Claim {
  readonly directory: string;
  readonly owner: ProcessIdentity;
  readonly network: string;
}

async function listClaims(parent: string): Promise<readonly Claim[]> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(PREFIX));
  const claims = await Promise.all(
    names.map(async (name) => {
      const directory = join(parent, name);
      const text = await readFile(join(directory, OWNER), 'utf8').catch(() => '');
      const owner = parseIdentity(text);
      return owner === undefined ? [] : [{ directory, owner, network: (JSON.parse(text) as Claim).network }];
    }),
  );
  return claims.flat();
}
