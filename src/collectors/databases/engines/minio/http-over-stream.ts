import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { excerptOf } from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import { secure } from '../../secure-stream.js';

export interface Exchange {
  readonly scheme: 'http' | 'https';
  readonly path: string;
  /** A header `Authorization: Bearer …`. */
  readonly token?: string | undefined;
  /** `Host`: what the server is asked as. */
  readonly authority: string;
  readonly signal: AbortSignal;
  readonly where: string;
}

export interface Answer {
  readonly status: number;
  /** In lower case; of repeated ones the first. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

const TIMEOUT_MS = 5_000;
/** A cluster with thousands of buckets answers a few megabytes. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** One GET over a stream of its own, which is closed behind it. Rejects with a RemoteError. */
export async function getOver(stream: Duplex, exchange: Exchange): Promise<Answer> {
  const signal = AbortSignal.any([exchange.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  stream.on('error', () => undefined);
  try {
    const channel = exchange.scheme === 'https' ? await secure(stream, { signal, where: exchange.where }) : stream;
    return await exchangeOver(channel, exchange, signal);
  } catch (error) {
    if (error instanceof RemoteError) throw error;
    if (signal.aborted) {
      throw new RemoteError('command_timeout', `${exchange.where} did not answer ${exchange.path} within 5 seconds.`);
    }
    const problem = excerptOf(error instanceof Error ? error.message : String(error));
    throw new RemoteError('protocol_error', `${exchange.where} does not speak ${exchange.scheme}: ${problem}.`);
  } finally {
    stream.destroy();
  }
}

async function exchangeOver(channel: Duplex, exchange: Exchange, signal: AbortSignal): Promise<Answer> {
  const { token } = exchange;
  const sent = request({
    // Only without an agent is the stream taken; with one, a connection would be made from this machine.
    createConnection: () => channel,
    method: 'GET',
    path: exchange.path,
    signal,
    headers: {
      host: exchange.authority,
      connection: 'close',
      accept: 'text/plain',
      'user-agent': 'millwright',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  sent.end();
  // Later ones, after the answer, are nobody's concern.
  sent.on('error', () => undefined);
  const [response] = (await once(sent, 'response', { signal })) as [IncomingMessage];
  const body = await readBody(response, exchange);
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  return { status: response.statusCode ?? 0, headers, body };
}

async function readBody(response: IncomingMessage, { where, path }: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new RemoteError('output_too_large', `${where} answered ${path} with more than ${MAX_BODY_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
