import type { Duplex } from 'node:stream';
import type { TlsProtocol } from './tls-ports.js';

interface Step {
  /** What must have come before anything is said; undefined: speak first. */
  readonly expect: RegExp | undefined;
  readonly say: Buffer | undefined;
}

const text = (line: string): Buffer => Buffer.from(`${line}\r\n`);

/** What comes before the handshake. Answers with several lines end with a line whose code is followed by a blank. */
const STEPS: Readonly<Record<TlsProtocol, readonly Step[]>> = {
  tls: [],
  postgresql: [
    // Length 8, then the number that asks for TLS.
    { expect: undefined, say: Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]) },
    { expect: /^S$/, say: undefined },
  ],
  smtp: [
    { expect: /^220 .*\r?\n$/m, say: text('EHLO localhost') },
    { expect: /^250 .*\r?\n$/m, say: text('STARTTLS') },
    { expect: /^220 .*\r?\n$/m, say: undefined },
  ],
  imap: [
    { expect: /^\* OK.*\r?\n$/m, say: text('a1 STARTTLS') },
    { expect: /^a1 OK.*\r?\n$/m, say: undefined },
  ],
};

const MAX_ANSWER_BYTES = 8192;

/** Brings a connection to where TLS begins. Resolves false when the server will not have it. */
export async function beginTls(stream: Duplex, protocol: TlsProtocol): Promise<boolean> {
  for (const { expect, say } of STEPS[protocol]) {
    if (expect !== undefined && !(await waitFor(stream, expect))) return false;
    if (say !== undefined) stream.write(say);
  }
  return true;
}

function waitFor(stream: Duplex, expected: RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const done = (met: boolean): void => {
      stream.off('data', onData).off('end', onEnd).off('close', onEnd);
      stream.pause();
      resolve(met);
    };
    const onEnd = (): void => done(false);
    const onData = (chunk: Buffer): void => {
      answer += chunk.toString('latin1');
      if (expected.test(answer)) done(true);
      else if (answer.length > MAX_ANSWER_BYTES || /^(?:[45]\d\d |a1 (?:NO|BAD)|[EN])/m.test(answer)) done(false);
    };
    stream.on('data', onData).on('end', onEnd).on('close', onEnd);
    stream.resume();
  });
}
