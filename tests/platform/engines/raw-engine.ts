import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDockerEngine, type DockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { EngineProcess } from '../../helpers/docker-engine-process.js';

export interface RawRequest {
  /** `GET /v1.41/info` */
  readonly line: string;
  readonly text: string;
}

/** Writes what it likes onto the socket, once for each request that has arrived whole. */
export type RawAnswer = (socket: Socket, request: RawRequest) => void;

export interface RawEngine {
  readonly engine: DockerEngine;
  readonly socketPath: string;
  readonly requests: readonly RawRequest[];
  /** Streams that were opened in all. */
  opened(): number;
  stop(): Promise<void>;
}

export const PING = 'HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK';

export const answerJson = (value: unknown, status = '200 OK'): string => {
  const body = JSON.stringify(value);
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};

/** Something that takes an engine's place to fail as none does on request; it answers /_ping by itself. */
export async function startRawEngine(
  answer: RawAnswer,
  options: { readonly idleMs?: number; readonly maxStreams?: number; readonly ping?: string } = {},
): Promise<RawEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'raw-'));
  const socketPath = join(directory, 'e.sock');
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    opened += 1;
    let text = '';
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (end === -1 || text.length < end + 4 + length) return;
      const request = { line: text.slice(0, text.indexOf(' HTTP/')), text };
      text = '';
      if (request.line === 'GET /_ping') return void socket.write(options.ping ?? PING);
      requests.push(request);
      answer(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const { idleMs = 20_000, maxStreams = 16 } = options;
  const engine = connectDockerEngine({
    open: () => EngineProcess.connect(socketPath),
    where: 'the raw host',
    idleMs,
    maxStreams,
  });
  return {
    engine,
    socketPath,
    requests,
    opened: () => opened,
    stop: async () => {
      engine.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
