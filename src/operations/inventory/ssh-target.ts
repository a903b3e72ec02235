import type { HostKeyModel } from '../../models/inventory/host-key-model.js';
import type { ServerModel } from '../../models/inventory/server-model.js';
import type { HostKeyPolicy } from '../../platform/ssh/host-key.js';
import { MAX_JUMPS, type SshTarget } from '../../platform/ssh/pool-target.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { ResolvedCredential } from '../credentials/resolve-server-credential.js';

/** A server with what a connection to it needs. */
export interface ServerFacts {
  readonly row: ServerModel;
  readonly pinned: readonly HostKeyModel[];
  /** Login user of its credential. */
  readonly loginUser: string | null;
}

export type ServersById = ReadonlyMap<string, ServerFacts>;
export type ResolveCredential = (credentialId: string) => Promise<ResolvedCredential>;

export interface TargetRequest {
  readonly server: ServerFacts;
  /** Jump servers among them. */
  readonly servers: ServersById;
  readonly resolveCredential: ResolveCredential;
  /** How many hosts are behind this one already. */
  readonly behind?: number;
}

/** What the pool needs to reach a server. Throws `credential_missing` or `jump_host_failed` for gaps in the data. */
export function describeTarget(request: TargetRequest): SshTarget {
  const { row, loginUser } = request.server;
  const { credentialId } = row;
  if (credentialId === null || loginUser === null) {
    throw new RemoteError(
      'credential_missing',
      `${row.name} has no credential: give it one with PATCH …/servers/${row.id}.`,
    );
  }
  const target: SshTarget = {
    id: row.id,
    host: row.address,
    port: row.port,
    user: loginUser,
    credentialId,
    credential: async () => pickLogin(await request.resolveCredential(credentialId)),
    hostKeyPolicy: choosePolicy(request),
    maxSessions: row.maxSessions ?? undefined,
  };
  const jump = describeJump(request);
  return jump === undefined ? target : { ...target, jump };
}

function pickLogin(resolved: ResolvedCredential) {
  const { privateKey, password } = resolved;
  return {
    ...(privateKey === undefined ? {} : { privateKey }),
    // One attempt a connect: a key is not followed by a password.
    ...(password === undefined || privateKey !== undefined ? {} : { password }),
  };
}

function choosePolicy({ server }: TargetRequest): HostKeyPolicy {
  const { row, pinned } = server;
  if (pinned.length > 0) return { kind: 'pinned', keys: pinned.map((key) => key.keyBlob) };
  if (row.expectedFingerprint !== null) return { kind: 'fingerprint', fingerprint: row.expectedFingerprint };
  // The key is pinned from the hops of the lease, before any work is done.
  return { kind: 'trust_on_first_use', onFirstUse: () => undefined };
}

function describeJump(request: TargetRequest): SshTarget | undefined {
  const { row } = request.server;
  const { behind = 0 } = request;
  if (row.jumpServerId === null) return undefined;
  const jump = request.servers.get(row.jumpServerId);
  if (jump === undefined || behind >= MAX_JUMPS) {
    throw new RemoteError(
      'jump_host_failed',
      `The jump server of ${row.name} is not enrolled, or the chain of jumps is too long or a loop.`,
    );
  }
  if (jump.row.status === 'blocked') {
    throw new RemoteError(
      'jump_host_failed',
      `The jump server ${jump.row.name} of ${row.name} is blocked: ${jump.row.statusReason ?? 'a person has to decide'}.`,
    );
  }
  return describeTarget({ ...request, server: jump, behind: behind + 1 });
}
