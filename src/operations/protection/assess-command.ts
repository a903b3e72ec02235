import { Buffer } from 'node:buffer';
import { assessText, type AssessedHost } from '../../domain/protection/assess-text.js';
import type { Assessment } from '../../domain/protection/assessment.js';
import type { Readers } from '../../domain/protection/detect/readers.js';
import { unknownFacts } from '../../domain/protection/risk/host-facts.js';
import type { Requester } from '../../domain/protection/risk/judged.js';
import { loadHostFacts, type KnownHost } from '../../models/protection/host-facts.js';
import { redactAll, redactorFor } from '../../models/protection/redact-command.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { Dialect } from '../../platform/shell/reading.js';
import type { CallContext } from '../context.js';

export { assessText, type AssessedHost };

export interface AssessServices {
  /** `loadReaders()` of platform/shell, once for the process. */
  readonly readers: Readers;
}

export interface AssessRequest {
  readonly command: string;
  readonly serverId?: string | undefined;
  /** Default: the server's own, else bash. */
  readonly shell?: Dialect | undefined;
}

export const MAX_COMMAND_BYTES = 64 * 1024;

/**
 * What a command would do and what it takes to be allowed; runs nothing and opens no connection. Refuses with
 * `validation_failed` (empty, or more than 64 KiB) and `not_found` (server).
 */
export async function assessCommand(
  context: CallContext,
  services: AssessServices,
  request: AssessRequest,
): Promise<Assessment> {
  requireCommand(request.command);
  const now = new Date();
  const host = request.serverId === undefined ? undefined : await requireHost(context, request.serverId, now);
  const { command, shell } = request;
  const assessment = assessText(
    { command, dialect: shell ?? 'bash', requester: requesterOf(context) },
    services,
    host ?? nowhere(now),
  );
  return redactAll(assessment, redactorFor(command));
}

function nowhere(now: Date): AssessedHost {
  return { serverName: null, profile: null, facts: unknownFacts(now.toISOString()) };
}

function requireCommand(command: string): void {
  const bytes = Buffer.byteLength(command, 'utf8');
  if (command.trim() !== '' && bytes <= MAX_COMMAND_BYTES) return;
  const message =
    bytes === 0 || command.trim() === '' ? 'must not be empty' : `has ${bytes} bytes, ${MAX_COMMAND_BYTES} at most`;
  throw new MillwrightError('validation_failed', `The command ${message}.`, { errors: [{ path: 'command', message }] });
}

async function requireHost({ database }: CallContext, serverId: string, now: Date): Promise<KnownHost> {
  const host = await loadHostFacts(database, serverId, now);
  if (host === undefined) throw new MillwrightError('not_found', `There is no server ${serverId}.`);
  return host;
}

/** An assistant's wish weighs more, and so does what nobody is there to watch. */
export function requesterOf({ actor, door }: Pick<CallContext, 'actor' | 'door'>): Requester {
  if (actor.tokenKind === 'ai' || door === 'mcp') return 'ai';
  if (actor.kind === 'schedule' || door === 'schedule') return 'schedule';
  return actor.tokenKind === 'service' ? 'service' : 'human';
}
