import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { ContainerSiteInput, ContainerSiteProgress } from '../../domain/containers/job-messages.js';
import type { PolicySubject } from '../../domain/containers/policies/container-selector.js';
import type { UpdateRules } from '../../domain/containers/policy.js';
import { ContainerJobModel } from '../../models/containers/container-job-model.js';
import { listPendingItems, settleItems, type ItemError, type ItemOutcome } from '../../models/containers/job-items.js';
import { toStorableJson } from '../../models/inventory/storable.js';
import type { Database } from '../../platform/db/database.js';
import type { RegistryClient } from '../../platform/registries/registry-client.js';
import { REGISTRY_ERRORS, type RegistryError } from '../../platform/registries/registry-error.js';
import { checkImage, type ImageCheck } from './check-image.js';
import { loadRules, readSubjects, type CheckSubject } from './check-subjects.js';
import { askFreshOnce, type RegistryQuestions } from './fresh-once.js';
import { inParallel } from './in-parallel.js';
import { workForSlice, type Slice } from './time-slice.js';

export interface CheckDependencies {
  readonly database: Database;
  /** One for the whole process: questions and limits are shared by all that check. */
  readonly registries: RegistryClient;
}

/** Written together. The client's own limits say how fast a registry is asked. */
const CHUNK = 100;
const CHECKS_AT_ONCE = 50;

/** What a job’s slices share: what one has asked, the next does not ask again. */
export type CheckMemory = LRUCache<string, RegistryQuestions>;

export function createCheckMemory(): CheckMemory {
  return new LRUCache<string, RegistryQuestions>({ max: 50 });
}

/** Checks a job’s containers that are not settled yet; repeating it skips what is done. No host is asked. */
export async function checkUpdates(
  dependencies: CheckDependencies,
  memory: CheckMemory,
  input: ContainerSiteInput,
): Promise<ContainerSiteProgress> {
  const { database } = dependencies;
  const job = await ContainerJobModel.query(database.knex).findById(input.jobId);
  if (job === undefined || job.state !== 'running') return { succeeded: 0, failed: 0, pending: 0 };
  const ids = await listPendingItems(database.pool, input);
  const rulesOf = await loadRules(database);
  const registries = memory.get(input.jobId) ?? askFreshOnce(dependencies.registries);
  memory.set(input.jobId, registries);
  return workForSlice(ids.length, async (slice) => {
    setMaxListeners(0, slice.signal);
    for (let at = 0; at < ids.length && !slice.isOver(); at += CHUNK) {
      await checkChunk(
        { database, registries },
        { jobId: input.jobId, ids: ids.slice(at, at + CHUNK), rulesOf, slice },
      );
    }
  });
}

interface ChunkDependencies {
  readonly database: Database;
  readonly registries: RegistryQuestions;
}

interface Chunk {
  readonly jobId: string;
  readonly ids: readonly string[];
  readonly rulesOf: (subject: PolicySubject) => UpdateRules;
  readonly slice: Slice;
}

interface Checked {
  readonly id: string;
  readonly check: Pick<ImageCheck, 'proposal' | 'candidate' | 'failure'>;
}

async function checkChunk({ database, registries }: ChunkDependencies, chunk: Chunk): Promise<void> {
  const { jobId, ids, rulesOf, slice } = chunk;
  const subjects = await readSubjects(database, ids);
  const known = ids.flatMap((id) => subjects.get(id) ?? []);
  const checked = await inParallel(known, CHECKS_AT_ONCE, async (subject): Promise<Checked | null> => {
    // What is not begun within the slice is left for the next.
    if (slice.isOver()) return null;
    const check = await checkOne(registries, subject, { rules: rulesOf(subject.policySubject), signal: slice.signal });
    return { id: subject.id, check };
  });
  const done = checked.filter((each) => each !== null);
  await storeChecks(database, done);
  const gone = ids.filter((id) => !subjects.has(id)).map(describeGone);
  const outcomes = [...done.map(describeOutcome), ...gone];
  await settleItems(database.pool, jobId, outcomes);
  for (const { ok } of outcomes) slice.count(ok);
}

interface CheckTerms {
  readonly rules: UpdateRules;
  readonly signal: AbortSignal;
}

async function checkOne(
  registries: RegistryQuestions,
  subject: CheckSubject,
  { rules, signal }: CheckTerms,
): Promise<Checked['check']> {
  const { platform } = subject;
  if (platform === null) return { proposal: NOT_DISCOVERED, candidate: null, failure: null };
  return checkImage(registries, { ...subject, platform, rules, signal });
}

const NOT_DISCOVERED: ImageCheck['proposal'] = {
  candidate: null,
  status: 'unknown',
  code: 'digest_unknown',
  reason: 'The platform of the image is not known: its host has not been discovered yet',
  nextMajor: null,
};

/** The answer stands with the container, whatever becomes of the job. */
async function storeChecks(database: Database, checked: readonly Checked[]): Promise<void> {
  await database.pool.query(
    `update containers container
        set update_status = done.status, update_candidate = done.candidate, update_reason = done.reason, update_checked_at = now()
       from jsonb_to_recordset($1::jsonb) as done (id uuid, status text, candidate jsonb, reason text)
      where container.id = done.id`,
    [
      toStorableJson(
        checked.map(({ id, check }) => ({
          id,
          status: check.proposal.status,
          candidate: check.candidate,
          reason: check.proposal.reason.slice(0, 2_000),
        })),
      ),
    ],
  );
}

function describeOutcome({ id, check }: Checked): ItemOutcome {
  const error = check.failure === null ? null : describeError(check.failure);
  return { itemId: id, ok: error === null, outcome: check.proposal.status, error };
}

function describeError(failure: RegistryError): ItemError {
  const { remedy } = REGISTRY_ERRORS[failure.code];
  return { class: `registry_${failure.code}`, message: failure.message.slice(0, 2_000), remedy };
}

function describeGone(itemId: string): ItemOutcome {
  const error = { class: 'not_found', message: 'The container was removed before it was checked.', remedy: null };
  return { itemId, ok: false, outcome: 'unknown', error };
}
