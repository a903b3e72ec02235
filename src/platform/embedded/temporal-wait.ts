import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { MillwrightError } from '../errors/millwright-error.js';
import type { ManagedProcess, ProcessExit } from '../process/managed-process.js';
import { describeEnd } from '../process/supervisor.js';

/** A search attribute as the server's command line spells it: Text, Keyword, Int, Double, Bool, Datetime, KeywordList. */
export interface SearchAttribute {
  readonly name: string;
  readonly type: string;
}

// temporal.api.enums.v1.IndexedValueType
const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};
const NAMESPACE = 'default';
const READY_TIMEOUT_MS = 90_000;
const ATTEMPT_TIMEOUT_MS = 1_000;
const POLL_MS = 100;

export interface TemporalWaitRequest {
  readonly server: ManagedProcess;
  readonly address: string;
  readonly searchAttributes: readonly SearchAttribute[];
}

/** Resolves when the server answers for its namespace and knows every search attribute; throws `startup_failed`. */
export async function waitUntilServing(request: TemporalWaitRequest): Promise<void> {
  let exit: ProcessExit | undefined;
  void request.server.exited.then((value) => (exit = value));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const problem = await tryServe(request);
    if (problem === undefined) return;
    if (exit !== undefined) throw await startError(request, `${describeEnd(exit)} while starting`);
    if (Date.now() > deadline) throw await startError(request, 'did not answer within 90 seconds', problem);
    await sleep(POLL_MS);
  }
}

/** undefined: it serves. */
async function tryServe({ address, searchAttributes }: TemporalWaitRequest): Promise<unknown> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: ATTEMPT_TIMEOUT_MS });
    await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
    await addMissing(connection, searchAttributes);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await connection?.close();
  }
}

/** The server takes them from its command line only when it creates its database: later ones are added here. */
async function addMissing(connection: Connection, wanted: readonly SearchAttribute[]): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
  const missing = wanted.filter(({ name }) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(({ name, type }) => [name, TYPE_NUMBERS[type] ?? 2]));
  await connection.operatorService.addSearchAttributes({ namespace: NAMESPACE, searchAttributes });
}

async function startError({ server }: TemporalWaitRequest, what: string, cause?: unknown): Promise<MillwrightError> {
  const lines = await server.readLastLines(5);
  return new MillwrightError(
    'startup_failed',
    `Temporal ${what}. Its log: ${server.logPath}.${lines.map((line) => `\n  ${line}`).join('')}`,
    { cause },
  );
}
