import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import {
  createRegistryClient,
  type RegistryClient,
  type RegistryClientOptions,
} from '../../../src/platform/registries/registry-client.js';
import { RegistryError, type RegistryErrorCode } from '../../../src/platform/registries/registry-error.js';
import { digestOf } from '../../../src/platform/registries/verify-digest.js';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly atMs: number;
}

export interface OddRegistry {
  readonly host: string;
  readonly port: number;
  readonly seen: SeenRequest[];
  /** The most that were under way at one time. */
  readonly busiest: () => number;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export const BODY = Buffer.from('{"schemaVersion":2}');
export const DIGEST = digestOf(BODY);
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

export interface OddOptions {
  readonly address?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A registry that answers whatever a test wants, on loopback, until the test ends. */
export async function startOddRegistry(
  t: ExecutionContext,
  handler: Handler,
  options: OddOptions = {},
): Promise<OddRegistry> {
  const { address = '127.0.0.1', tls } = options;
  const seen: SeenRequest[] = [];
  let active = 0;
  let busiest = 0;
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, path: url, authorization: headers.authorization ?? null, atMs: performance.now() });
    active += 1;
    busiest = Math.max(busiest, active);
    response.on('close', () => {
      active -= 1;
    });
    void handler(request, response);
  };
  const server = tls === undefined ? http.createServer(serve) : https.createServer(tls, serve);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { host: `${address.includes(':') ? `[${address}]` : address}:${port}`, port, seen, busiest: () => busiest };
}

/** Answers a question for a manifest as registries do. */
export function sendManifest(
  request: IncomingMessage,
  response: ServerResponse,
  headers: http.OutgoingHttpHeaders = {},
): void {
  response.writeHead(200, {
    'content-type': MANIFEST_TYPE,
    'content-length': BODY.length,
    'docker-content-digest': DIGEST,
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : BODY);
}

export function sendJson(response: ServerResponse, body: unknown, headers: http.OutgoingHttpHeaders = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A client that is in no hurry on a busy machine, closed with the test. */
export function openClient(t: ExecutionContext, options: RegistryClientOptions = {}): RegistryClient {
  const client = createRegistryClient({ timeoutMs: 30_000, requestsPerSecond: 2_000, ...options });
  t.teardown(() => client.close());
  return client;
}

/** The error that a question ends with. */
export async function failsWith(
  t: ExecutionContext,
  question: Promise<unknown>,
  code: RegistryErrorCode,
): Promise<RegistryError> {
  const error = await t.throwsAsync(question, { instanceOf: RegistryError });
  t.is(error?.code, code, error?.message);
  return error ?? new RegistryError(code, '');
}

/** A certificate for 127.0.0.1 that nobody trusts. */
export async function makeCertificate(
  t: ExecutionContext,
  subject = 'IP:127.0.0.1',
): Promise<{ key: string; cert: string }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'registry-tls-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const [key, cert] = [path.join(directory, 'key.pem'), path.join(directory, 'cert.pem')];
  const kind = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=registry';
  const argv = [...kind.split(' '), '-addext', `subjectAltName=${subject}`, '-keyout', key, '-out', cert];
  await promisify(execFile)('openssl', argv);
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
}
