import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Collector, MeasureAccess } from '../../collectors/collector.js';
import type { BatchInput, BatchResult, CollectionSiteActivities } from '../../domain/collection/messages.js';
import { RunModel } from '../../models/collection/run-model.js';
import type { Database } from '../../platform/db/database.js';
import type { HostAccess } from '../../platform/ssh/host-access.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import { claimServers, joinFinished, readClaims, type ForeignClaim } from './claims.js';
import { createObservationStore, type ObservationStore } from '../inventory/store-observations.js';
import { collectOne, createFactsMemory, type FactsMemory } from './collect-one.js';
import { planAgendas } from './due.js';
import { hostFailure, type HostOutcome } from './host-outcome.js';
import { createOutcomeWriter, type OutcomeWriter } from './outcome-writer.js';
import type { RunFacts } from './run-facts.js';
import { writeOutcomes } from './write-outcomes.js';

export interface SiteDependencies {
  readonly database: Database;
  readonly hosts: HostAccess;
  readonly collectors: readonly Collector[];
  /** Handshakes this process has made so far. */
  readonly countHandshakes: () => number;
  /** Logins for the databases of a server, by the databases' identities. */
  readonly credentialsOf: (serverId: string) => MeasureAccess['credentialOf'];
}

const HEARTBEAT_MS = 5_000;
const JOIN_POLL_MS = 250;

interface Work {
  readonly dependencies: SiteDependencies;
  readonly memory: FactsMemory;
  readonly run: RunFacts;
  readonly classes: readonly string[];
  readonly signal: AbortSignal;
  readonly writer: OutcomeWriter;
  readonly counts: { succeeded: number; failed: number; joined: number; samples: number };
}

export function createCollectionSiteActivities(dependencies: SiteDependencies): CollectionSiteActivities {
  const remembered = { memory: createFactsMemory(), store: createObservationStore(dependencies.database) };
  return { collectBatch: (input) => collectBatch(dependencies, remembered, input) };
}

/** What lives as long as the process. */
interface Remembered {
  readonly memory: FactsMemory;
  readonly store: ObservationStore;
}

/**
 * Collects the hosts of a batch that are not settled yet, all at once. Repeating it is safe: settled hosts are skipped,
 * and samples carry the run’s own time.
 */
async function collectBatch(
  dependencies: SiteDependencies,
  { memory, store }: Remembered,
  input: BatchInput,
): Promise<BatchResult> {
  const { database } = dependencies;
  const handshakesBefore = dependencies.countHandshakes();
  const run = await RunModel.query(database.knex).findById(input.runId);
  if (run === undefined || run.state !== 'running')
    return { succeeded: 0, failed: 0, joined: 0, handshakes: 0, samples: 0 };
  const counts = { succeeded: 0, failed: 0, joined: 0, samples: 0 };
  const facts = describeRun(run);
  const writer = createOutcomeWriter(async (outcomes) => {
    counts.samples += await writeOutcomes({ database, store }, facts, outcomes);
    count(counts, outcomes);
  });
  const work: Work = {
    dependencies,
    memory,
    run: facts,
    classes: run.classes,
    signal: cancellationSignal(),
    writer,
    counts,
  };
  const beat = setInterval(() => heartbeat(counts), HEARTBEAT_MS);
  try {
    await collectPending(work, await listPending(database, input));
    await writer.finish();
  } finally {
    clearInterval(beat);
  }
  return { ...counts, handshakes: dependencies.countHandshakes() - handshakesBefore };
}

function describeRun(run: RunModel): RunFacts {
  return {
    runId: run.id,
    workflowId: activityInfo().workflowExecution?.workflowId ?? run.workflowId,
    correlationId: run.correlationId,
    requestedBy: run.requestedBy,
    tickAt: run.tickAt.toISOString(),
  };
}

function count(counts: Work['counts'], outcomes: readonly HostOutcome[]): void {
  for (const { ok } of outcomes) {
    if (ok) counts.succeeded += 1;
    else counts.failed += 1;
  }
}

async function listPending(database: Database, input: BatchInput): Promise<string[]> {
  const { rows } = await database.pool.query<{ server_id: string }>(
    `select server_id from collection_run_servers where run_id = $1 and site = $2 and batch = $3 and state = 'pending' order by server_id`,
    [input.runId, input.site, input.batch],
  );
  return rows.map((row) => row.server_id);
}

/** Collects what can be claimed and meanwhile waits for what another run has in progress. */
async function collectPending(work: Work, serverIds: readonly string[]): Promise<void> {
  const claim = { runId: work.run.runId, classes: work.classes };
  const ours = await claimServers(work.dependencies.database, claim, serverIds);
  const others = serverIds.filter((id) => !ours.has(id));
  await Promise.all([collectClaimed(work, [...ours]), others.length === 0 ? undefined : joinOthers(work, others)]);
}

async function collectClaimed(work: Work, serverIds: readonly string[]): Promise<void> {
  if (serverIds.length === 0) return;
  const { hosts, collectors, credentialsOf, database } = work.dependencies;
  const handles = await hosts.load(serverIds);
  const { classes, memory, signal } = work;
  const agendas = await planAgendas(database, { collectors, classes, serverIds, nowMs: Date.now() });
  const found = new Set(handles.map((handle) => handle.serverId));
  for (const id of serverIds) if (!found.has(id)) work.writer.add(describeGone(id));
  await Promise.all(
    handles.map(async (handle) => {
      const agenda = agendas.get(handle.serverId) ?? { collectors: [], last: new Map() };
      const credentialOf = credentialsOf(handle.serverId);
      work.writer.add(await collectOne(handle, { agenda, memory, credentialOf, signal }));
    }),
  );
}

/** A server that was removed between planning and collecting. */
function describeGone(serverId: string): HostOutcome {
  const error = new RemoteError('server_blocked', 'The server was removed while the run was under way.');
  const failures = [hostFailure(error)];
  return {
    serverId,
    ok: false,
    status: null,
    statusReason: null,
    durationMs: 0,
    samples: [],
    collected: [],
    failures,
    channels: [],
    transportKind: 'ssh',
    detected: null,
  };
}

/**
 * Waits for hosts that other runs are collecting and takes over what those found. A host whose other run asks for
 * fewer classes, or ended without settling it, is collected here once it is free.
 */
async function joinOthers(work: Work, serverIds: readonly string[]): Promise<void> {
  const { database } = work.dependencies;
  const known = new Map<string, ForeignClaim>();
  let waiting = [...serverIds];
  while (waiting.length > 0) {
    work.signal.throwIfAborted();
    const held = new Map((await readClaims(database, waiting)).map((claim) => [claim.serverId, claim]));
    for (const [id, claim] of held) known.set(id, claim);
    const released = waiting.filter((id) => !held.has(id));
    const joinable = released
      .flatMap((id) => known.get(id) ?? [])
      .filter((claim) => covers(claim.classes, work.classes));
    const joined = await joinFinished(database, work.run.runId, joinable);
    work.counts.joined += joined.size;
    const free = released.filter((id) => !joined.has(id));
    const claimed = await claimServers(database, { runId: work.run.runId, classes: work.classes }, free);
    await collectClaimed(work, [...claimed]);
    waiting = waiting.filter((id) => !joined.has(id) && !claimed.has(id));
    if (waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, JOIN_POLL_MS));
  }
}

function covers(theirs: readonly string[], ours: readonly string[]): boolean {
  return ours.every((name) => theirs.includes(name));
}
