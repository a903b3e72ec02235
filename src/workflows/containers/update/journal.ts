import {
  condition,
  defineQuery,
  defineSignal,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import {
  UPDATE_QUERIES,
  UPDATE_SIGNALS,
  type OpenedUpdate,
  type PlannedUpdate,
  type UpdateInput,
  type UpdateProgress,
} from '../../../domain/containers/updates/messages.js';
import { findStep, type StepName } from '../../../domain/containers/updates/steps.js';
import type { UpdateState } from '../../../domain/containers/updates/update.js';
import { ATTRIBUTES } from '../../shared/search-attributes.js';
import { engine } from './update-activities.js';

const cancelSignal = defineSignal(UPDATE_SIGNALS.cancel);
const rollbackSignal = defineSignal(UPDATE_SIGNALS.rollback);
const progressQuery = defineQuery<UpdateProgress>(UPDATE_QUERIES.progress);

/** What the run has come to, what people wish for, and the checklist that the Web UI shows of it. */
export interface Journal {
  /** Something is on the host that has to be taken away again when the run ends early. */
  hasPrepared: boolean;
  /** The service is ours to bring back. */
  hasStopped: boolean;
  approvalId: string | null;
  readonly wish: 'cancel' | 'rollback' | null;
  readonly step: StepName | null;
  begin(opened: OpenedUpdate): void;
  /** A wish that was written down while there was no workflow to signal. */
  recall(wish: 'cancel' | 'rollback' | null): void;
  describe(plan: PlannedUpdate): void;
  /** A step that is an activity: it keeps its own row. */
  run<T>(step: StepName, work: () => Promise<T>): Promise<T>;
  /** Steps that one activity takes: it keeps a row for each. */
  runTogether(steps: readonly StepName[], work: () => Promise<void>): Promise<void>;
  /** A step of waiting, which the database is told of. */
  enter(step: StepName): Promise<void>;
  leave(step: StepName, outcome: 'succeeded' | 'failed' | 'skipped', evidence: Record<string, unknown>): Promise<void>;
  /** Markdown lines under the checklist. */
  note(lines: readonly string[]): void;
  waitForWish(why: string): Promise<void>;
  end(state: UpdateState, needsAttention: boolean): void;
}

interface Entry {
  readonly step: StepName;
  mark: 'x' | ' ' | '!';
}

class RunJournal implements Journal {
  hasPrepared = false;
  hasStopped = false;
  approvalId: string | null = null;
  step: StepName | null = null;
  readonly #updateId: string;
  readonly #entries: Entry[] = [];
  #wish: 'cancel' | 'rollback' | null = null;
  #state: UpdateState = 'planning';
  #title = '';
  #change = '';
  #notes: readonly string[] = [];

  constructor({ updateId }: UpdateInput) {
    this.#updateId = updateId;
    setHandler(cancelSignal, () => this.#take('cancel'), {
      description: 'End it: before the stop nothing has changed, after it the old container comes back',
    });
    setHandler(rollbackSignal, () => this.#take('rollback'), { description: 'Go back to the old container' });
    setHandler(progressQuery, () => ({
      updateId,
      state: this.#state,
      phase: this.step ?? '',
      done: this.#entries.filter(({ mark }) => mark === 'x').map(({ step }) => step),
      approvalId: this.approvalId,
    }));
  }

  get wish(): 'cancel' | 'rollback' | null {
    return this.#wish;
  }

  #take(wish: 'cancel' | 'rollback'): void {
    this.#wish ??= wish;
    this.#show();
  }

  recall(wish: 'cancel' | 'rollback' | null): void {
    if (wish !== null) this.#take(wish);
  }

  begin({ title }: OpenedUpdate): void {
    this.#title = title;
    this.#show();
  }

  describe({ from, to, riskLevel }: PlannedUpdate): void {
    this.#change = `${from} → ${to}, risk ${riskLevel}`;
    this.#show();
  }

  async run<T>(step: StepName, work: () => Promise<T>): Promise<T> {
    const entry = this.#open(step);
    try {
      const result = await work();
      entry.mark = 'x';
      return result;
    } catch (error) {
      entry.mark = '!';
      throw error;
    } finally {
      this.#show();
    }
  }

  async runTogether(steps: readonly StepName[], work: () => Promise<void>): Promise<void> {
    const entries = steps.map((step) => this.#open(step));
    try {
      await work();
      for (const entry of entries) entry.mark = 'x';
    } catch (error) {
      for (const entry of entries) entry.mark = '!';
      throw error;
    } finally {
      this.#show();
    }
  }

  async enter(step: StepName): Promise<void> {
    this.#open(step);
    await engine.enterStep({ updateId: this.#updateId, step });
  }

  async leave(
    step: StepName,
    outcome: 'succeeded' | 'failed' | 'skipped',
    evidence: Record<string, unknown>,
  ): Promise<void> {
    const entry = this.#entries.find((candidate) => candidate.step === step);
    if (entry !== undefined) entry.mark = outcome === 'failed' ? '!' : 'x';
    this.#notes = [];
    this.#show();
    await engine.leaveStep({ updateId: this.#updateId, step, outcome, evidence });
  }

  note(lines: readonly string[]): void {
    this.#notes = lines;
    this.#show();
  }

  async waitForWish(why: string): Promise<void> {
    upsertSearchAttributes([
      { key: ATTRIBUTES.needsAttention, value: true },
      { key: ATTRIBUTES.awaitingHuman, value: true },
    ]);
    this.note([
      `**The new container is not well (${why}), and the rules do not let it go back by itself.** Send the signal \`rollback\`.`,
    ]);
    await condition(() => this.#wish !== null);
    upsertSearchAttributes([{ key: ATTRIBUTES.awaitingHuman, value: false }]);
    this.#notes = [];
  }

  end(state: UpdateState, needsAttention: boolean): void {
    this.#state = state;
    this.step = null;
    upsertSearchAttributes([
      { key: ATTRIBUTES.phase, value: state },
      { key: ATTRIBUTES.needsAttention, value: needsAttention },
    ]);
    this.note([`**${state}**`]);
  }

  /** A step that is come to again takes its place at the end. */
  #open(step: StepName): Entry {
    const { state } = findStep(step);
    this.step = step;
    if (state !== this.#state || this.#entries.length === 0) {
      upsertSearchAttributes([{ key: ATTRIBUTES.phase, value: state }]);
    }
    this.#state = state;
    const index = this.#entries.findIndex((candidate) => candidate.step === step);
    if (index !== -1) this.#entries.splice(index, 1);
    const entry: Entry = { step, mark: ' ' };
    this.#entries.push(entry);
    this.#show();
    return entry;
  }

  #show(): void {
    const lines = this.#entries.map(({ step, mark }) =>
      mark === '!' ? `- [ ] **failed:** ${findStep(step).title}` : `- [${mark}] ${findStep(step).title}`,
    );
    const wish = this.#wish === null ? [] : [`**A person asked for: ${this.#wish}**`];
    setCurrentDetails([`**Update of ${this.#title}**`, this.#change, ...lines, ...wish, ...this.#notes].join('\n'));
  }
}

export function openJournal(input: UpdateInput): Journal {
  return new RunJournal(input);
}
