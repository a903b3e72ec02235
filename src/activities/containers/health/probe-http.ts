import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { HealthProbe } from '../../../domain/containers/policy.js';
import type { ProbeTarget } from './resolve-target.js';

export type HttpProbe = Extract<HealthProbe, { type: 'http' }>;

export interface HttpAnswer {
  readonly status: number;
  /** Null when nothing was expected of the body: then it is not read. */
  readonly bodyHasText: boolean | null;
  readonly readBytes: number;
}

/** A text that is expected later than this is not found. */
const MAX_BODY_BYTES = 256 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;

/** One GET over a stream, which is destroyed afterwards by the caller. Rejects with whatever went wrong. */
export async function askOverHttp(
  stream: Duplex,
  { probe, target, signal }: { readonly probe: HttpProbe; readonly target: ProbeTarget; readonly signal: AbortSignal },
): Promise<HttpAnswer> {
  const channel = probe.scheme === 'https' ? await secure(stream, target, signal) : stream;
  const sent = request({
    // Without an agent the stream is taken; with one, a connection would be made from this machine.
    createConnection: () => channel,
    method: 'GET',
    path: encodeURI(decodeSafely(probe.path)),
    signal,
    maxHeaderSize: MAX_HEADER_BYTES,
    headers: { host: formatAuthority(target), connection: 'close', accept: '*/*', 'user-agent': 'millwright-probe' },
  });
  sent.end();
  // Later ones, after the answer, are nobody's concern.
  sent.on('error', () => undefined);
  const [response] = (await once(sent, 'response', { signal })) as [IncomingMessage];
  response.on('error', () => undefined);
  const body = probe.expectBody === undefined ? null : await searchBody(response, probe.expectBody);
  response.destroy();
  return { status: response.statusCode ?? 0, bodyHasText: body?.found ?? null, readBytes: body?.readBytes ?? 0 };
}

/** Characters beyond ASCII have to be escaped; what is escaped already stays so. */
function decodeSafely(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/**
 * Names and issuers are not checked: the probe asks whether the service answers, mostly on an address that no
 * certificate names. Expired ones therefore pass as well.
 */
async function secure(stream: Duplex, { host }: ProbeTarget, signal: AbortSignal): Promise<Duplex> {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({ socket: stream, rejectUnauthorized: false, ...servername });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect', { signal });
  return socket;
}

function formatAuthority({ host, port }: ProbeTarget): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

async function searchBody(response: IncomingMessage, text: string): Promise<{ found: boolean; readBytes: number }> {
  const wanted = Buffer.from(text, 'utf8');
  const chunks: Buffer[] = [];
  let readBytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, MAX_BODY_BYTES - readBytes));
    readBytes += chunk.length;
    if (readBytes >= MAX_BODY_BYTES) break;
  }
  return { found: Buffer.concat(chunks).includes(wanted), readBytes: Math.min(readBytes, MAX_BODY_BYTES) };
}
