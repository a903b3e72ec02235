import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../src/platform/process/ports.js';
import type { Blob, OciImage, OciIndex } from './oci-images.js';
import { CountingProxy, type CountedRequest, type Rule } from './oci-registry-proxy.js';
import { createTokenAuthority, hashRegistryPassword, type TokenAuthority } from './oci-registry-auth.js';

export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

export interface RegistryOptions {
  /** The registry itself asks for this login. */
  readonly basicAuth?: RegistryLogin;
  /** The registry sends its clients to a token server (ours, at `/token`); without a login it gives tokens to all. */
  readonly tokenAuth?: { readonly login?: RegistryLogin; readonly lifeSeconds?: number };
}

export interface TestRegistry {
  /** `127.0.0.1:port`: what stands before the first slash of a reference. Plain HTTP. */
  readonly host: string;
  readonly url: string;
  /** All that came since the start or the last `forget()`, the pushes of this helper left out. */
  readonly requests: readonly CountedRequest[];
  /** How many of these there were: `count('HEAD', /\/manifests\//)`. */
  count(method: string, path?: RegExp): number;
  forget(): void;
  /** Answers in the registry's place, or gets in its way; the first that fits counts. Returns what takes it away. */
  addRule(rule: Rule): () => void;
  /** Returns the reference by digest. */
  push(repository: string, tag: string, what: OciImage | OciIndex): Promise<string>;
  deleteManifest(repository: string, digest: string): Promise<void>;
  /** Nothing listens any more, until `comeBack()`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

const REGISTRY_PATH = '/usr/bin/docker-registry';
const SETPRIV_PATH = '/usr/bin/setpriv';
const MOST_TRIES = 3;
const START_TIMEOUT_MS = 60_000;
const LOOPBACK = '127.0.0.1';

/** Debian's docker-registry on loopback, behind a proxy that counts and can misbehave. Starts in about 0.3 s. */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'mwr-'));
  const innerPort = await findFreePort(undefined, LOOPBACK);
  const proxy = new CountingProxy(innerPort);
  await proxy.listen();
  const host = `${LOOPBACK}:${proxy.port}`;
  let child: ChildProcess | undefined;
  try {
    const authority = options.tokenAuth && (await createTokenAuthority({ directory, host, ...options.tokenAuth }));
    if (authority !== undefined) proxy.serve('/token', authority.answer);
    child = await startProcess(directory, await renderConfig({ directory, innerPort, options, authority }), innerPort);
    const running = child;
    const login = options.basicAuth ?? options.tokenAuth?.login;
    return describeRegistry({ proxy, host, client: new RegistryClient(proxy.port, login, authority) }, async () => {
      await proxy.close();
      await endProcess(running);
      await rm(directory, { recursive: true, force: true });
    });
  } catch (error) {
    await proxy.close();
    if (child !== undefined) await endProcess(child);
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

interface Parts {
  readonly proxy: CountingProxy;
  readonly host: string;
  readonly client: RegistryClient;
}

function describeRegistry({ proxy, host, client }: Parts, stop: () => Promise<void>): TestRegistry {
  let stopped: Promise<void> | undefined;
  return {
    host,
    url: `http://${host}`,
    requests: proxy.requests,
    count: (method, path = /./) => proxy.requests.filter((one) => one.method === method && path.test(one.path)).length,
    forget: () => {
      proxy.requests.length = 0;
    },
    addRule: (rule) => proxy.addRule(rule),
    push: async (repository, tag, what) => {
      await client.push(repository, tag, what);
      const { digest } = 'index' in what ? what.index : what.manifest;
      return `${host}/${repository}@${digest}`;
    },
    deleteManifest: (repository, digest) => client.delete(`/v2/${repository}/manifests/${digest}`, repository),
    goAway: () => proxy.close(),
    comeBack: () => proxy.listen(),
    stop: () => (stopped ??= stop()),
  };
}

interface ConfigRequest {
  readonly directory: string;
  readonly innerPort: number;
  readonly options: RegistryOptions;
  readonly authority: TokenAuthority | undefined;
}

/** YAML is JSON here. */
async function renderConfig({ directory, innerPort, options, authority }: ConfigRequest): Promise<string> {
  await mkdir(join(directory, 'data'));
  const htpasswd = join(directory, 'htpasswd');
  const { basicAuth } = options;
  if (basicAuth !== undefined) {
    await writeFile(htpasswd, `${basicAuth.username}:${await hashRegistryPassword(basicAuth.password)}\n`);
  }
  return JSON.stringify({
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } },
    // Relative: uploads come back through the proxy.
    http: { addr: `${LOOPBACK}:${innerPort}`, relativeurls: true },
    ...(basicAuth === undefined ? {} : { auth: { htpasswd: { realm: 'test', path: htpasswd } } }),
    ...(authority === undefined ? {} : { auth: { token: authority.settings } }),
  });
}

async function startProcess(directory: string, config: string, port: number): Promise<ChildProcess> {
  const configFile = join(directory, 'config.yml');
  await writeFile(configFile, config);
  const argv = ['--pdeathsig', 'TERM', REGISTRY_PATH, 'serve', configFile];
  const child = spawn(SETPRIV_PATH, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: {}, cwd: directory });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString('utf8')).slice(-10_000);
    });
  }
  const deadlineAt = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadlineAt) {
      child.kill('SIGKILL');
      throw new Error(`The registry did not start: ${log}`);
    }
    await sleep(20);
  }
  return child;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = request({ host: LOOPBACK, port, path: '/v2/', agent: false }, (answer) => {
      answer.resume();
      resolve(true);
    });
    asking.once('error', () => resolve(false)).end();
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

/** Marks this helper's own requests, which are not counted. */
const UNCOUNTED = { 'X-Uncounted': '1' };

/** What pushes; a login of its own, since tests look at how others log in. */
class RegistryClient {
  constructor(
    private readonly port: number,
    private readonly login: RegistryLogin | undefined,
    private readonly authority: TokenAuthority | undefined,
  ) {}

  /** What is there already is not sent again, so that a push which a busy machine cut off is simply repeated. */
  async push(repository: string, tag: string, what: OciImage | OciIndex): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#pushOnce(repository, tag, what);
      } catch (error) {
        const cut = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
        if (!cut || tries === MOST_TRIES) throw error;
      }
    }
  }

  async #pushOnce(repository: string, tag: string, what: OciImage | OciIndex): Promise<void> {
    const images = 'index' in what ? what.images : [what];
    for (const image of images) {
      for (const blob of [...image.layers, image.config]) await this.#pushBlob(repository, blob);
      await this.#pushManifest(repository, 'index' in what ? image.manifest.digest : tag, image.manifest);
    }
    if ('index' in what) await this.#pushManifest(repository, tag, what.index);
  }

  async delete(path: string, repository: string): Promise<void> {
    await this.#send('DELETE', path, { repository, good: [202, 404] });
  }

  async #pushBlob(repository: string, blob: Blob): Promise<void> {
    const path = `/v2/${repository}/blobs/${blob.digest}`;
    const { status } = await this.#send('HEAD', path, { repository, good: [200, 404] });
    if (status === 200) return;
    const { location } = await this.#send('POST', `/v2/${repository}/blobs/uploads/`, { repository, good: [202] });
    const target = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(blob.digest)}`;
    const body = { content: blob.content, type: 'application/octet-stream' };
    await this.#send('PUT', target, { repository, body, good: [201] });
  }

  async #pushManifest(repository: string, name: string, manifest: Blob): Promise<void> {
    const body = { content: manifest.content, type: manifest.mediaType };
    await this.#send('PUT', `/v2/${repository}/manifests/${name}`, { repository, body, good: [201] });
  }

  #send(
    method: string,
    path: string,
    call: {
      readonly repository: string;
      readonly good: readonly number[];
      readonly body?: { readonly content: Buffer; readonly type: string };
    },
  ): Promise<{ readonly status: number; readonly location: string }> {
    const { body } = call;
    const headers = {
      ...UNCOUNTED,
      ...this.#authorise(call.repository),
      ...(body === undefined ? {} : { 'Content-Type': body.type, 'Content-Length': String(body.content.length) }),
    };
    return new Promise((resolve, reject) => {
      const sending = request({ host: LOOPBACK, port: this.port, method, path, headers, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => {
          const status = answer.statusCode ?? 0;
          if (call.good.includes(status)) resolve({ status, location: answer.headers.location ?? '' });
          else reject(new Error(`${method} ${path}: status ${status}: ${text}`));
        });
      });
      sending.once('error', reject).end(body?.content);
    });
  }

  #authorise(repository: string): Record<string, string> {
    if (this.authority !== undefined) {
      const token = this.authority.sign([
        { type: 'repository', name: repository, actions: ['pull', 'push', 'delete'] },
      ]);
      return { Authorization: `Bearer ${token}` };
    }
    if (this.login === undefined) return {};
    const { username, password } = this.login;
    return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  }
}
