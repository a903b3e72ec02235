import type { Duplex } from 'node:stream';
import type { DatabaseEngine } from '../../domain/inventory/database-instance.js';
import type { RemoteError } from '../../platform/ssh/remote-errors.js';
import { CertificateWanted, secure } from './secure-stream.js';
import { familyOf } from './signatures.js';

interface Protocol {
  /** Empty: the server speaks first. */
  readonly question: Buffer;
  /** undefined: not enough to tell yet. */
  readonly judge: (answer: Buffer) => boolean | undefined;
}

const ANSWER_MS = 3_000;
const MAX_ANSWER_BYTES = 4096;
const OP_MSG = 2013;
const OP_REPLY = 1;
const REQUEST_ID = 0x4d57;

/** Questions that change nothing and log nobody in, by family. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  // SSLRequest: one byte, S or N.
  postgresql: {
    question: Buffer.from('0000000804d2162f', 'hex'),
    judge: (answer) =>
      answer.length === 0 ? undefined : answer.length === 1 && /^[SN]$/.test(answer.toString('latin1')),
  },
  // The greeting: length, sequence number 0, protocol version 10; 255 is an error in its place.
  mysql: {
    question: Buffer.alloc(0),
    judge: (answer) => (answer.length < 5 ? undefined : answer[3] === 0 && (answer[4] === 10 || answer[4] === 255)),
  },
  mongodb: { question: helloMessage(), judge: isHelloReply },
  redis: {
    question: Buffer.from('PING\r\n'),
    judge: (answer) => {
      if (!answer.includes('\n')) return undefined;
      return /^(?:\+PONG|-(?:NOAUTH|LOADING|DENIED|NOPERM|MISCONF|MASTERDOWN|ERR max number of clients))/.test(
        answer.toString('latin1'),
      );
    },
  },
  minio: {
    question: Buffer.from('GET /minio/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    judge: (answer) => (answer.includes('\r\n\r\n') ? /^server:\s*minio/im.test(answer.toString('latin1')) : undefined),
  },
};

/** spoke: this engine’s protocol. closed: it ended the connection without an answer, as one that wants TLS does. */
export type Verdict = 'spoke' | 'closed' | 'other';

/** Asks what answers by the protocol of this engine. The stream is destroyed. Never rejects. */
export function probe(engine: DatabaseEngine, stream: Duplex): Promise<Verdict> {
  const protocol = PROTOCOLS[familyOf(engine)];
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const conclude = (verdict: Verdict): void => {
      clearTimeout(timer);
      stream.destroy();
      resolve(verdict);
    };
    const end = (): void => conclude(answer.length === 0 || isAlert(answer) ? 'closed' : 'other');
    const timer = setTimeout(() => conclude('other'), ANSWER_MS);
    stream.on('error', end);
    stream.once('close', end);
    stream.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      const verdict = protocol?.judge(answer) ?? (answer.length > MAX_ANSWER_BYTES ? false : undefined);
      if (verdict === true) conclude('spoke');
      else if (verdict === false) end();
    });
    stream.once('end', end);
    if (protocol === undefined) conclude('other');
    else if (protocol.question.length > 0) stream.write(protocol.question);
  });
}

/** A record of TLS that tells of a failed handshake. */
function isAlert(answer: Buffer): boolean {
  return answer[0] === 0x15 && answer[1] === 0x03;
}

/** True when what answers speaks the protocol of this engine. The stream is destroyed. Never rejects. */
export async function speaks(engine: DatabaseEngine, stream: Duplex): Promise<boolean> {
  return (await probe(engine, stream)) === 'spoke';
}

export interface TlsProbe {
  readonly connect: () => Promise<Duplex>;
  readonly where: string;
  readonly signal: AbortSignal;
}

/** The same within TLS. Rejects with CertificateWanted, and with what `connect` rejects with. */
export async function speaksInTls(engine: DatabaseEngine, { connect, where, signal }: TlsProbe): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  const stream = await connect();
  let broken: RemoteError | undefined;
  try {
    const socket = await secure(stream, { signal: limit, where, onError: (error) => (broken ??= error) });
    const hasSpoken = await speaks(engine, socket);
    if (!hasSpoken && broken instanceof CertificateWanted) throw broken;
    return hasSpoken;
  } catch (error) {
    if (error instanceof CertificateWanted) throw error;
    return false;
  } finally {
    stream.destroy();
  }
}

/** OP_MSG with `{ hello: 1, $db: "admin" }`. */
function helloMessage(): Buffer {
  const hello = Buffer.concat([Buffer.from([0x10]), Buffer.from('hello\0'), Buffer.from([1, 0, 0, 0])]);
  const database = Buffer.concat([
    Buffer.from([0x02]),
    Buffer.from('$db\0'),
    Buffer.from([6, 0, 0, 0]),
    Buffer.from('admin\0'),
  ]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(4 + hello.length + database.length + 1);
  const body = Buffer.concat([Buffer.alloc(4), Buffer.from([0]), size, hello, database, Buffer.from([0])]);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(REQUEST_ID, 4);
  header.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([header, body]);
}

function isHelloReply(answer: Buffer): boolean | undefined {
  if (answer.length < 16) return undefined;
  return answer.readInt32LE(8) === REQUEST_ID && [OP_MSG, OP_REPLY].includes(answer.readInt32LE(12));
}
