import { randomInt } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/platform/process/ports.js';
import { SshdHost, type SshdHostOptions } from './sshd-host.js';
import { generateKeyPair, type KeyPair } from './sshd-keys.js';
import { readSshdVersion } from './sshd-process.js';

export type { SshdHost, SshdHostOptions, SshdKind } from './sshd-host.js';
export { generateKeyPair, type HostKeyType, type KeyPair } from './sshd-keys.js';

export interface SshdFleetOptions {
  readonly hosts: readonly SshdHostOptions[];
  /** Further public keys that may log in everywhere. */
  readonly authorizedKeys?: readonly string[];
}

/** Real sshd processes on loopback addresses of their own. */
export interface SshdFleet {
  readonly hosts: readonly SshdHost[];
  /** Logs in to every host but those of kind `refuses_key`. */
  readonly clientKey: KeyPair;
  readonly directory: string;
  /** By name; throws when there is none. */
  host(name: string): SshdHost;
  stop(): Promise<void>;
}

/** sshd insists on this directory when it runs as root. */
const PRIVILEGE_SEPARATION_DIRECTORY = '/run/sshd';

/** 127.0.0.0/8 is all ours: addresses drawn at random keep fleets of parallel runs apart. */
function drawAddresses(count: number): string[] {
  const network = `127.${randomInt(1, 255)}.${randomInt(0, 255)}`;
  if (count > 250) throw new RangeError('A fleet has at most 250 hosts');
  return Array.from({ length: count }, (_unused, index) => `${network}.${index + 1}`);
}

/** Starts one sshd per entry, each with its own host keys and configuration; `stop()` leaves nothing behind. */
export async function startSshdFleet(options: SshdFleetOptions): Promise<SshdFleet> {
  if (process.getuid?.() === 0) await mkdir(PRIVILEGE_SEPARATION_DIRECTORY, { recursive: true, mode: 0o755 });
  const version = await readSshdVersion();
  const directory = await mkdtemp(join(tmpdir(), 'sshd-fleet-'));
  // sshd reads authorized_keys as the login user.
  await chmod(directory, 0o755);
  const clientKey = generateKeyPair();
  const authorizedKeys = [clientKey.publicKey, ...(options.authorizedKeys ?? []), ''].join('\n');
  const addresses = drawAddresses(options.hosts.length);
  const user = userInfo().username;
  const hosts = await Promise.all(
    options.hosts.map(async (host, index) => {
      const address = addresses[index] ?? '127.0.0.1';
      const name = host.name ?? `${host.kind ?? 'healthy'}-${index + 1}`;
      const place = { directory: join(directory, name), address, port: await findFreePort(undefined, address) };
      return new SshdHost({ ...host, name, user: host.user ?? user }, { ...place, authorizedKeys, version });
    }),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(hosts.map((host) => host.stop()));
    await rm(directory, { recursive: true, force: true });
  };
  // All of them, even when one fails: what is still starting could not be stopped.
  const failed = (await Promise.allSettled(hosts.map((host) => host.start()))).find(
    (start) => start.status === 'rejected',
  );
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    hosts,
    clientKey,
    directory,
    stop,
    host: (name) => {
      const found = hosts.find((host) => host.name === name);
      if (found === undefined) throw new Error(`The fleet has no host ${name}`);
      return found;
    },
  };
}
