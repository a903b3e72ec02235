import { MongoClient, MongoServerError, type MongoClientOptions } from 'mongodb';
import { excerptOf } from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { LocalForward, Login } from '../../engine.js';
import { MAX_TIME_MS } from './commands.js';

export interface MongodbSession {
  /** Rejects with MongodbFailure. */
  readonly run: (command: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Never rejects. */
  readonly close: () => Promise<void>;
}

/** What the server or the driver said instead of an answer. */
export class MongodbFailure extends Error {
  constructor(
    message: string,
    /** The server’s error code; null when the server did not answer. */
    readonly code: number | null,
  ) {
    super(message);
    this.name = 'MongodbFailure';
  }
}

const CONNECT_TIMEOUT_MS = 5_000;
/** A second beyond the server’s own limit. */
const SOCKET_TIMEOUT_MS = MAX_TIME_MS + 1_000;

/** One server, whatever its set says of others; nothing is watched and nothing is repeated. */
const OPTIONS: MongoClientOptions = {
  directConnection: true,
  appName: 'millwright',
  readPreference: 'primaryPreferred',
  serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS,
  connectTimeoutMS: CONNECT_TIMEOUT_MS,
  socketTimeoutMS: SOCKET_TIMEOUT_MS,
  heartbeatFrequencyMS: 60_000,
  // Streaming would keep a second watching connection.
  serverMonitoringMode: 'poll',
  maxPoolSize: 1,
  retryReads: false,
  retryWrites: false,
  monitorCommands: false,
};
/** So that no digit of a 64-bit counter is lost. */
const LOSSLESS = { useBigInt64: true };
/** How often to look whether the forwarded connection came to nothing. */
const LOOK_MS = 25;

/** Connects through a forwarded socket. Rejects with MongodbFailure, or with why the far end could not be reached. */
export async function openSession(forward: LocalForward, login: Login | undefined): Promise<MongodbSession> {
  const credentials =
    login === undefined ? {} : { auth: { username: login.user, password: login.password }, authSource: 'admin' };
  const client = new MongoClient(`mongodb://${encodeURIComponent(forward.path)}`, { ...OPTIONS, ...credentials });
  const close = async (): Promise<void> => {
    await client.close(true).catch(() => undefined);
  };
  const watch = watchFarEnd(forward);
  try {
    await Promise.race([client.connect(), watch.broken]);
  } catch (error) {
    await close();
    throw error instanceof RemoteError ? error : failureOf(error);
  } finally {
    watch.stop();
  }
  const admin = client.db('admin');
  return {
    run: async (command) => {
      try {
        return await admin.command({ ...command, maxTimeMS: MAX_TIME_MS }, LOSSLESS);
      } catch (error) {
        throw failureOf(error);
      }
    },
    close,
  };
}

/** The driver would try again and again what the tunnel knows to be refused. */
function watchFarEnd(forward: LocalForward): { readonly broken: Promise<never>; readonly stop: () => void } {
  let stop = (): void => undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    const timer = setInterval(() => {
      const cause = forward.cause();
      if (cause instanceof RemoteError) reject(cause);
    }, LOOK_MS);
    stop = () => clearInterval(timer);
  });
  return { broken, stop };
}

function failureOf(error: unknown): MongodbFailure {
  const message = excerptOf(error instanceof Error ? error.message : String(error));
  if (error instanceof MongoServerError && typeof error.code === 'number')
    return new MongodbFailure(message, error.code);
  return new MongodbFailure(message, null);
}
