import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { generateKeyPair, writePrivateKey, type HostKeyType, type KeyPair } from './sshd-keys.js';
import { SshdProcess } from './sshd-process.js';

/**
 * - `healthy`: an ordinary host.
 * - `down`: nothing listens.
 * - `hangs`: accepts TCP and never speaks.
 * - `changed_host_key`: healthy, until `changeHostKey()` is called.
 * - `floods`: every command prints without end.
 * - `no_tools`: PATH leads nowhere; only /bin/sh is there.
 * - `refuses_key`: nobody's key is authorised.
 * - `single_session`: MaxSessions 1.
 */
export type SshdKind =
  | 'healthy'
  | 'down'
  | 'hangs'
  | 'changed_host_key'
  | 'floods'
  | 'no_tools'
  | 'refuses_key'
  | 'single_session';

export interface SshdHostOptions {
  readonly name?: string;
  readonly kind?: SshdKind;
  /** Login user; default: who runs this. Others need root. */
  readonly user?: string;
  readonly maxSessions?: number;
  /** As in sshd_config, e.g. `2:100:2`. */
  readonly maxStartups?: string;
  readonly forceCommand?: string;
  readonly hostKeyTypes?: readonly HostKeyType[];
  readonly sftp?: boolean;
  readonly tcpForwarding?: boolean;
  readonly streamLocalForwarding?: boolean;
  readonly passwordLogin?: boolean;
  /** Passwords by prompt only, through PAM. */
  readonly keyboardInteractive?: boolean;
  /** Variables of every session, as in sshd_config. */
  readonly setEnv?: string;
  readonly extraConfig?: readonly string[];
}

export interface SshdPlace {
  readonly directory: string;
  readonly address: string;
  readonly port: number;
  /** authorized_keys content. */
  readonly authorizedKeys: string;
  readonly version: readonly [number, number];
}

type Setting = readonly [name: string, value: string];

/** What makes a kind special, in the words of sshd_config. */
const KIND_SETTINGS: Partial<Record<SshdKind, readonly Setting[]>> = {
  floods: [['ForceCommand', 'while :; do echo flood flood flood flood flood flood flood flood; done']],
  no_tools: [['SetEnv', 'PATH=/nonexistent HOME=/nonexistent']],
  refuses_key: [['AuthorizedKeysFile', 'none']],
  single_session: [['MaxSessions', '1']],
};

const yesNo = (flag: boolean): string => (flag ? 'yes' : 'no');

/** sshd takes the first value of a setting, so what is special comes first. */
function listSettings(options: SshdHostOptions, place: SshdPlace, keyPaths: readonly string[]): Setting[] {
  const { maxSessions, maxStartups, forceCommand } = options;
  const passwordLogin = options.passwordLogin ?? false;
  return [
    ['ListenAddress', `${place.address}:${place.port}`],
    ...keyPaths.map((path): Setting => ['HostKey', path]),
    ...(KIND_SETTINGS[options.kind ?? 'healthy'] ?? []),
    ...(forceCommand === undefined ? [] : [['ForceCommand', forceCommand] as const]),
    // A home of its own: what the machine's user has in his start-up files is not part of a test.
    ['SetEnv', options.setEnv ?? `HOME=${join(place.directory, 'home')}`],
    ['MaxSessions', String(maxSessions ?? 10)],
    ['MaxStartups', maxStartups ?? '200'],
    ['AuthorizedKeysFile', join(place.directory, 'authorized_keys')],
    ['StrictModes', 'no'],
    ['PidFile', 'none'],
    ['UsePAM', yesNo(options.keyboardInteractive ?? false)],
    ['UseDNS', 'no'],
    ['PrintMotd', 'no'],
    ['PrintLastLog', 'no'],
    ['PermitRootLogin', passwordLogin ? 'yes' : 'prohibit-password'],
    ['PubkeyAuthentication', yesNo(!passwordLogin && options.keyboardInteractive !== true)],
    ['PasswordAuthentication', yesNo(passwordLogin)],
    ['KbdInteractiveAuthentication', yesNo(options.keyboardInteractive ?? false)],
    ['AllowTcpForwarding', yesNo(options.tcpForwarding ?? true)],
    ['AllowStreamLocalForwarding', yesNo(options.streamLocalForwarding ?? true)],
    ['LogLevel', 'VERBOSE'],
    ...((options.sftp ?? true) ? [['Subsystem', 'sftp internal-sftp'] as const] : []),
    ...(place.version[0] > 9 || (place.version[0] === 9 && place.version[1] >= 8)
      ? [['PerSourcePenalties', 'no'] as const]
      : []),
  ];
}

/** One host of the fleet. */
export class SshdHost {
  readonly name: string;
  readonly kind: SshdKind;
  readonly user: string;
  #keys: KeyPair[] = [];
  #sshd: SshdProcess | undefined;
  #mute: { readonly server: Server; readonly sockets: Set<Socket> } | undefined;

  constructor(
    private readonly options: SshdHostOptions & { readonly name: string; readonly user: string },
    private readonly place: SshdPlace,
  ) {
    this.name = options.name;
    this.kind = options.kind ?? 'healthy';
    this.user = options.user;
    this.#keys = this.#generateKeys();
  }

  get address(): string {
    return this.place.address;
  }

  /** The address under the name that a login target has for it. */
  get host(): string {
    return this.place.address;
  }

  get port(): number {
    return this.place.port;
  }

  /** In the order that sshd prefers; the first is what a client with our preferences is shown. */
  get hostKeys(): readonly KeyPair[] {
    return this.#keys;
  }

  /** The listener; undefined when none runs. */
  get pid(): number | undefined {
    return this.#sshd?.pid;
  }

  /** What sshd has logged since its last start. */
  get log(): string {
    return this.#sshd?.log ?? '';
  }

  async start(): Promise<void> {
    if (this.kind === 'down') return;
    if (this.kind === 'hangs') {
      this.#mute = await listenMutely(this.place);
      return;
    }
    this.#sshd = await SshdProcess.start(await this.#writeConfig());
  }

  async stop(options: { readonly keepSessions?: boolean } = {}): Promise<void> {
    for (const socket of this.#mute?.sockets ?? []) socket.destroy();
    this.#mute?.server.close();
    this.#mute = undefined;
    const sshd = this.#sshd;
    this.#sshd = undefined;
    await sshd?.stop(options);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** As after a reinstallation: the same address, another key. */
  async changeHostKey(): Promise<void> {
    this.#keys = this.#generateKeys();
    await this.restart();
  }

  #generateKeys(): KeyPair[] {
    return (this.options.hostKeyTypes ?? ['ed25519']).map((type) => generateKeyPair(type));
  }

  async #writeConfig(): Promise<string> {
    const { directory } = this.place;
    await mkdir(join(directory, 'home'), { recursive: true, mode: 0o755 });
    const keyPaths = this.#keys.map((key) => join(directory, `host_${key.type}`));
    await Promise.all(this.#keys.map((key, index) => writePrivateKey(keyPaths[index] ?? '', key)));
    await writeFile(join(directory, 'authorized_keys'), this.place.authorizedKeys, { mode: 0o644 });
    const lines = listSettings(this.options, this.place, keyPaths).map(([name, value]) => `${name} ${value}`);
    const configPath = join(directory, 'sshd_config');
    await writeFile(configPath, [...lines, ...(this.options.extraConfig ?? []), ''].join('\n'));
    return configPath;
  }
}

/** Accepts connections and says nothing. */
async function listenMutely(place: SshdPlace): Promise<{ server: Server; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.resume();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(place.port, place.address, resolve);
  });
  return { server, sockets };
}
