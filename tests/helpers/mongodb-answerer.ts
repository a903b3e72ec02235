import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { readFileSync } from 'node:fs';
import { BSON } from 'mongodb';
import type { OwnCertificate } from './own-certificate.js';

export interface MongodbAnswerer {
  readonly port: number;
  /** Names of the commands that came, the driver's own hello included, in order. */
  readonly commands: readonly string[];
  /** Documents as they came. */
  readonly asked: readonly BSON.Document[];
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

export type Answer = (name: string, command: BSON.Document) => BSON.Document | undefined;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** Not found: what a server says to a command it does not know. */
const UNKNOWN: BSON.Document = { ok: 0, code: 59, codeName: 'CommandNotFound', errmsg: 'no such command' };

/** A server that speaks MongoDB's wire protocol and gives the documents it was told. */
export async function startMongodbAnswerer(answer: Answer, tls?: OwnCertificate): Promise<MongodbAnswerer> {
  const commands: string[] = [];
  const asked: BSON.Document[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const onSocket = (socket: Socket): void => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    let held = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= HEADER_BYTES && held.length >= held.readInt32LE(0)) {
        const size = held.readInt32LE(0);
        const message = held.subarray(0, size);
        held = held.subarray(size);
        const command = readCommand(message);
        const name = Object.keys(command)[0] ?? '';
        commands.push(name);
        asked.push(command);
        socket.write(reply(message, answer(name, command) ?? UNKNOWN));
      }
    });
  };
  const server =
    tls === undefined
      ? createServer(onSocket)
      : createTlsServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }, onSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    commands,
    asked,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function readCommand(message: Buffer): BSON.Document {
  if (message.readInt32LE(12) === OP_MSG) return BSON.deserialize(message.subarray(HEADER_BYTES + 5));
  // OP_QUERY: flags, collection name, skip, limit, document.
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  return BSON.deserialize(message.subarray(nameEnd + 9));
}

function reply(message: Buffer, document: BSON.Document): Buffer {
  const isQuery = message.readInt32LE(12) === OP_QUERY;
  const body = Buffer.from(BSON.serialize(document));
  const front = isQuery ? Buffer.alloc(20) : Buffer.alloc(5);
  if (isQuery) front.writeInt32LE(1, 16);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + front.length + body.length, 0);
  header.writeInt32LE(message.readInt32LE(4), 8);
  header.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, front, body]);
}
