import type { TestConnectionResult } from '../../domain/inventory/server.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { Transport } from '../../platform/ssh/transport.js';
import type { CallContext } from '../context.js';
import { presentServer } from './present-server.js';
import { requireServer } from './read-servers.js';
import type { InventoryServices } from './services.js';

const TEST_TIMEOUT_MS = 15_000;
const MAX_OUTPUT_BYTES = 64 * 1024;

/** Logs in anew and asks for a shell; says how long the answer took or why there is none. */
export async function testConnection(
  context: CallContext,
  services: InventoryServices,
  id: string,
): Promise<TestConnectionResult> {
  await requireServer(context, id);
  // A fresh login: the open connection may be one of before a change.
  services.hosts.forget(id);
  const [host] = await services.hosts.load([id]);
  const startedAt = performance.now();
  let error: TestConnectionResult['error'] = null;
  try {
    await host?.withTransport(ping, { bypassBreaker: true });
    await markOnline(context, id);
  } catch (thrown) {
    if (!(thrown instanceof RemoteError)) throw thrown;
    error = { class: thrown.errorClass, message: thrown.message, remedy: thrown.definition.remedy };
  }
  const server = presentServer(await requireServer(context, id));
  const latencyMs = error === null ? Math.round((performance.now() - startedAt) * 10) / 10 : null;
  return { ok: error === null, latencyMs, hostKey: server.hostKey, error };
}

async function ping(transport: Transport): Promise<void> {
  const result = await transport.run({ script: ':\n', timeoutMs: TEST_TIMEOUT_MS, maxOutputBytes: MAX_OUTPUT_BYTES });
  if (result.exitCode === 0) return;
  throw new RemoteError(
    'shell_unusable',
    `The login shell ended with exit code ${result.exitCode ?? 'unknown'} instead of running a POSIX shell.`,
    {
      exitCode: result.exitCode,
    },
  );
}

async function markOnline(context: CallContext, id: string): Promise<void> {
  await ServerModel.query(context.database.knex)
    .findById(id)
    .whereIn('status', ['unknown', 'offline'])
    .patch({ status: 'online', statusReason: null, lastSeenAt: new Date() });
}
