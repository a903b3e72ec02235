import { setTimeout as sleep } from 'node:timers/promises';
import { ENDED_STATES, type ContainerUpdate } from '../../../src/domain/containers/updates/update.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { waitUntil } from '../wait-until.js';
import type { Bench } from './bench.js';
import type { EngineRequest, Hold } from './engine-gate.js';
import { heldCallFor, heldStateFor, kindFor, waitsByItself, type Fault, type RunKind } from './faults.js';
import { digestTree } from './look.js';
import type { StepGate } from './step-gates.js';
import { publishBroken, publishGood, type Subject } from './subject.js';

/** What was there before the update. */
export interface Before {
  readonly containerRuntimeId: string;
  readonly startedAt: string;
  readonly imageId: string;
  readonly version: string;
  readonly data: string;
}

/** One update with the fault that is thrown at it. */
export interface FaultRun {
  readonly subject: Subject;
  readonly fault: Fault;
  readonly kind: RunKind;
  readonly before: Before;
  readonly update: ContainerUpdate;
  readonly newVersion: string;
  readonly gate: StepGate | undefined;
  readonly hold: Hold | undefined;
  mayApprove: boolean;
  hasEnded: boolean;
}

const PARK_MS = 200_000;
const LOOK_MS = 100;
/** Until then what waits for its window waits. */
const WINDOW_AFTER_MS = 20_000;
const WINDOW_BEFORE_MS = 60_000;

export async function lookBefore(bench: Bench, subject: Subject): Promise<Before> {
  const inspect = await bench.engine.inspectContainer(subject.name);
  return {
    containerRuntimeId: String(inspect['Id']),
    startedAt: (inspect['State'] as { StartedAt: string }).StartedAt,
    imageId: String(inspect['Image']),
    version: subject.version,
    data: await digestTree(subject.dataPath),
  };
}

/** Publishes an image, closes what is to hold the run, and starts it. */
export async function startRun(bench: Bench, subject: Subject, fault: Fault): Promise<FaultRun> {
  const kind = kindFor(fault);
  const before = await lookBefore(bench, subject);
  const newVersion = `${subject.name} ${newId().slice(-8)}`;
  await (kind === 'broken' ? publishBroken : publishGood)(bench, subject.repository, newVersion);
  const state = heldStateFor(fault);
  const gate = state === undefined ? undefined : { containerId: subject.containerId, step: fault.step, state };
  if (gate !== undefined) await bench.steps.close(gate);
  // What is to be cancelled is held until the wish for it is known.
  const early = holdCall(bench, { fault: kind === 'cancelled' ? CANCELLED_AT : fault, subject, before });
  const update = await bench.update(subject.name, { policy: await policyFor(bench, fault) });
  const mayApprove = fault.step !== 'approval' || fault.moment === 'after';
  const parts = { subject, fault, kind, before, update, newVersion, gate, mayApprove, hasEnded: false };
  if (kind !== 'cancelled' || early === undefined) return attend(bench, { ...parts, hold: early });
  await waitUntil(early.isReached, PARK_MS);
  await bench.system.ask('POST', `/api/containers/updates/${update.id}/cancel`);
  const hold = holdCall(bench, { fault, subject, before });
  early.release();
  return attend(bench, { ...parts, hold });
}

/** After the stop a wish would mean to go back. */
const CANCELLED_AT: Fault = { step: 'backup', moment: 'during' };

function attend(bench: Bench, run: FaultRun): FaultRun {
  void approve(bench, run);
  return run;
}

interface Holding {
  readonly fault: Fault;
  readonly subject: Subject;
  readonly before: Before;
}

function holdCall(bench: Bench, { fault, subject, before }: Holding): Hold | undefined {
  const call = heldCallFor(fault);
  if (call === undefined) return undefined;
  return bench.gate.hold(({ method, path, subject: text }: EngineRequest) => {
    if (method !== call.method || !call.path.test(path)) return false;
    return text.includes(subject.name) || text.includes(before.containerRuntimeId);
  });
}

async function policyFor(bench: Bench, fault: Fault): Promise<Record<string, unknown>> {
  const asks = fault.step === 'approval' ? { approval: 'always' } : {};
  const waits = fault.step === 'window' ? { maintenanceWindowId: await createWindow(bench, fault) } : {};
  return {
    backup: { image: true, volumes: true },
    rollback: { automatic: true, restoreVolumes: true },
    ...asks,
    ...waits,
  };
}

/** Always open but for the next seconds. */
async function createWindow(bench: Bench, { moment }: Fault): Promise<string> {
  const now = Date.now();
  const to = now + (moment === 'after' ? WINDOW_AFTER_MS : WINDOW_BEFORE_MS);
  const window = await bench.system.ask<{ id: string }>('POST', '/api/containers/maintenance-windows', {
    name: `soon ${newId()}`,
    rule: { cron: '0 * * * *', timezone: 'UTC', durationMinutes: 120 },
    blackout: { from: new Date(now - 60_000).toISOString(), to: new Date(to).toISOString() },
  });
  return window.id;
}

/** A person who says yes as soon as he may, whatever is away meanwhile. */
async function approve(bench: Bench, run: FaultRun): Promise<void> {
  if (run.fault.step !== 'approval') return;
  while (!run.hasEnded) {
    await sleep(300);
    if (!run.mayApprove) continue;
    const update = await bench.read(run.update.id).catch(() => undefined);
    if (update !== undefined && ENDED_STATES.has(update.state)) return;
    if (update?.state !== 'waiting_for_approval') continue;
    await bench.system.api('POST', `/api/approvals/${update.approvalId ?? ''}/approve`, {}).catch(() => undefined);
  }
}

/** Until the run stands where its fault is to hit it; throws when it ends before. */
export async function waitUntilParked(bench: Bench, run: FaultRun): Promise<void> {
  const { fault, gate, hold } = run;
  const endsAt = Date.now() + PARK_MS;
  for (let look = 0; Date.now() < endsAt; look += 1) {
    if (gate !== undefined && (await bench.steps.isReached(gate))) return;
    if (hold?.isReached() === true) return;
    if (look % 10 === 9 && (await isThere(bench, run))) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`${run.subject.name} did not come to ${fault.moment} ${fault.step} within ${PARK_MS} ms`);
}

async function isThere(bench: Bench, { fault, subject, update }: FaultRun): Promise<boolean> {
  const now = await bench.read(update.id);
  if (ENDED_STATES.has(now.state)) {
    const told = JSON.stringify([now.state, now.error, now.steps.at(-1)]);
    throw new Error(`${subject.name} ended before its fault at ${fault.moment} ${fault.step}: ${told}`);
  }
  return waitsByItself(fault) && now.steps.some(({ name, state }) => name === fault.step && state === 'running');
}

/** The update as it was last seen; null: nobody could say. */
export async function waitForEnd(
  bench: Bench,
  { update }: FaultRun,
  withinMs: number,
): Promise<ContainerUpdate | null> {
  const endsAt = Date.now() + withinMs;
  for (;;) {
    const now = await bench.read(update.id).catch(() => undefined);
    if (now !== undefined && ENDED_STATES.has(now.state)) return now;
    if (Date.now() > endsAt) return now ?? null;
    await sleep(4 * LOOK_MS);
  }
}
