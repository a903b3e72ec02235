import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { MongodbAnswers } from './answers.js';
import { ASKS, MAX_TIME_EXPIRED, NO_REPLICA_SET, SLOTS, UNAUTHORIZED, type Slot } from './commands.js';
import { textAt } from './documents.js';
import { MongodbFailure, type MongodbSession } from './session.js';

/** Asks everything, one after the other. One that fails costs its part; a broken session costs the rest. */
export async function askMongodb(session: MongodbSession, hello: unknown, where: string): Promise<MongodbAnswers> {
  const parts: Partial<Record<Slot, unknown>> = {};
  const errors: RemoteError[] = [];
  for (const slot of SLOTS) {
    const ask = ASKS[slot];
    if ('setOnly' in ask && textAt(hello, 'setName') === undefined) continue;
    try {
      parts[slot] = await session.run(ask.command);
    } catch (error) {
      if (!(error instanceof MongodbFailure)) throw error;
      if (error.code !== null && NO_REPLICA_SET.has(error.code)) continue;
      errors.push(describeFailure(error.code, error.message, { slot, where }));
      if (error.code === null) break;
    }
  }
  return withParts(hello, parts, errors);
}

export function withParts(
  hello: unknown,
  parts: Partial<Record<Slot, unknown>>,
  errors: readonly RemoteError[],
): MongodbAnswers {
  return {
    hello,
    buildInfo: parts.buildInfo,
    serverStatus: parts.serverStatus,
    replSetStatus: parts.replSetStatus,
    replSetConfig: parts.replSetConfig,
    databases: parts.databases,
    errors,
  };
}

export function describeFailure(
  code: number | null,
  message: string,
  { slot, where }: { readonly slot: Slot; readonly where: string },
): RemoteError {
  const asked = Object.keys(ASKS[slot].command)[0] ?? slot;
  if (code === null)
    return new RemoteError('connection_lost', `The session with ${where} ended at ${asked}: ${message}`);
  if (code === UNAUTHORIZED) {
    return new RemoteError(
      'permission_denied',
      `${where} refused ${asked} (error 13): give the user ${ASKS[slot].rights}.`,
    );
  }
  const errorClass = code === MAX_TIME_EXPIRED ? 'command_timeout' : 'command_failed';
  return new RemoteError(errorClass, `${where} did not answer ${asked}: ${message} (error ${code}).`);
}
