import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import tls from 'node:tls';
import { onAbort } from '../ssh/on-abort.js';
import { explainFailure } from './exchange-failures.js';
import { guardedLookup, mayConnect, type Reach } from './guarded-lookup.js';
import { bareHost } from './registry-access.js';
import { RegistryError } from './registry-error.js';

export interface HttpQuestion {
  readonly method: 'GET' | 'HEAD';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly verifyTls: boolean;
  readonly caBundle?: string | undefined;
  /** Which addresses may be connected to. */
  readonly reach: Reach;
  /** From the start to the last byte. */
  readonly timeoutMs: number;
  /** Of the body. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly remoteAddress: string | null;
}

const MAX_SOCKETS = 4;
const IDLE_MS = 15_000;

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/**
 * Single HTTP exchanges: no redirect is followed and nothing is tried again here. Connections are kept alive, but never
 * shared between questions that may reach different addresses. All failures are `RegistryError`s, except an abort.
 */
export class HttpExchanger {
  readonly #agents = new Map<Reach, Agents>();

  async exchange(question: HttpQuestion): Promise<HttpAnswer> {
    const { url, reach, signal } = question;
    const hostname = bareHost(url.hostname);
    if (isIP(hostname) !== 0 && !mayConnect(hostname, reach)) throw refuseAddress(url);
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const request = this.#open(question);
      const fail = (error: Error): void => {
        finish();
        request.destroy();
        reject(error);
      };
      const timer = setTimeout(() => {
        fail(new RegistryError('timeout', `${url.host} took over ${question.timeoutMs} ms.`));
      }, question.timeoutMs);
      const stopListening = onAbort(signal, fail);
      const finish = (): void => {
        clearTimeout(timer);
        stopListening();
      };
      request.on('error', (error) => fail(explainFailure(error, url)));
      request.on('response', (response) => {
        readBody(response, question).then((answer) => {
          finish();
          resolve(answer);
        }, fail);
      });
      request.end();
    });
  }

  close(): void {
    for (const agents of this.#agents.values()) {
      agents.http.destroy();
      agents.https.destroy();
    }
    this.#agents.clear();
  }

  #open({ method, url, headers, verifyTls, caBundle, reach }: HttpQuestion): http.ClientRequest {
    const options = {
      method,
      // A compressed body would not have the digest that the registry names.
      headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'millwright' },
      lookup: guardedLookup(reach),
    };
    const agents = this.#agentsFor(reach);
    if (url.protocol === 'http:') return http.request(url, { ...options, agent: agents.http });
    return https.request(url, {
      ...options,
      agent: agents.https,
      rejectUnauthorized: verifyTls,
      ...(caBundle === undefined ? {} : { ca: [...tls.rootCertificates, caBundle] }),
    });
  }

  #agentsFor(reach: Reach): Agents {
    const known = this.#agents.get(reach);
    if (known !== undefined) return known;
    const options = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_MS };
    const agents = { http: new http.Agent(options), https: new https.Agent(options) };
    this.#agents.set(reach, agents);
    return agents;
  }
}

function refuseAddress(url: URL): RegistryError {
  return new RegistryError('redirect_refused', `${url.host} is on a network that is not asked on the word of others.`);
}

async function readBody(response: IncomingMessage, { url, maxBytes, method }: HttpQuestion): Promise<HttpAnswer> {
  // Read now: once the body is there the connection may serve somebody else.
  const remoteAddress = response.socket.remoteAddress ?? null;
  const announced = Number(response.headers['content-length'] ?? 0);
  if (method !== 'HEAD' && announced > maxBytes) throw tooLarge(url, maxBytes);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge(url, maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof RegistryError ? error : explainFailure(error, url);
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks),
    remoteAddress,
  };
}

function tooLarge(url: URL, maxBytes: number): RegistryError {
  return new RegistryError('too_large', `${url.host} sent more than ${maxBytes} bytes.`);
}
