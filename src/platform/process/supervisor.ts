import type { ProcessExit } from './managed-process.js';

/** Something that runs beside us and may end: a process of ours, or a part made of one. */
export interface SupervisedPart {
  readonly name: string;
  readonly exited: Promise<ProcessExit>;
  readonly logPath?: string;
  readLastLines?(count: number): Promise<string[]>;
  stop(): Promise<void>;
}

export interface UnexpectedExit extends ProcessExit {
  readonly name: string;
  /** What happened, with the last log lines and where to look: for a person. */
  readonly sentence: string;
}

export interface StopFailure {
  readonly name: string;
  readonly error: unknown;
}

export interface SupervisorOptions {
  /** Called once for each part that ends without having been told to. */
  readonly onUnexpectedExit: (exit: UnexpectedExit) => void;
}

const SHOWN_LINES = 5;

/** Keeps an eye on named parts and stops them in reverse order of their start. */
export class Supervisor {
  readonly #parts: SupervisedPart[] = [];
  readonly #starting = new Set<Promise<unknown>>();
  readonly #onUnexpectedExit: (exit: UnexpectedExit) => void;
  #stopping: Promise<readonly StopFailure[]> | undefined;

  constructor(options: SupervisorOptions) {
    this.#onUnexpectedExit = options.onUnexpectedExit;
  }

  /** Names of the parts that are watched, in order of their start. */
  get names(): readonly string[] {
    return this.#parts.map((part) => part.name);
  }

  /**
   * Starts a part and watches it. A stop that comes meanwhile waits for the start to succeed or fail, so that nothing
   * is left running that nobody knows of.
   */
  async start<T extends SupervisedPart>(begin: () => Promise<T>): Promise<T> {
    const started = begin().then((part) => this.add(part));
    this.#starting.add(started);
    try {
      return await started;
    } finally {
      this.#starting.delete(started);
    }
  }

  /** Watches a part that runs already, and returns it. */
  add<T extends SupervisedPart>(part: T): T {
    this.#parts.push(part);
    void part.exited.then((exit) => this.#onExit(part, exit));
    return part;
  }

  /** Stops one part early without calling that an accident. */
  async remove(part: SupervisedPart): Promise<void> {
    this.#forget(part);
    await part.stop();
  }

  /** Stops everything, last started first. Never rejects: what failed is returned. Safe to call twice. */
  stopAll(): Promise<readonly StopFailure[]> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  async #stopInOrder(): Promise<readonly StopFailure[]> {
    const failures: StopFailure[] = [];
    await Promise.allSettled(this.#starting);
    for (const part of this.#parts.splice(0).reverse()) {
      try {
        await part.stop();
      } catch (error) {
        failures.push({ name: part.name, error });
      }
    }
    return failures;
  }

  #forget(part: SupervisedPart): boolean {
    const at = this.#parts.indexOf(part);
    if (at === -1) return false;
    this.#parts.splice(at, 1);
    return true;
  }

  async #onExit(part: SupervisedPart, exit: ProcessExit): Promise<void> {
    if (!this.#forget(part)) return;
    const lines = (await part.readLastLines?.(SHOWN_LINES).catch(() => [])) ?? [];
    this.#onUnexpectedExit({ name: part.name, ...exit, sentence: describeExit(part, exit, lines) });
    // Its own stop also cleans up: what is left of its process group, its lock, its record.
    await part.stop().catch(() => undefined);
  }
}

/** `exited with code 1`, `was killed by SIGKILL`. */
export function describeEnd(exit: ProcessExit): string {
  return exit.signal === null ? `exited with code ${exit.code ?? 'unknown'}` : `was killed by ${exit.signal}`;
}

function describeExit(part: SupervisedPart, exit: ProcessExit, lines: readonly string[]): string {
  const where = part.logPath === undefined ? '' : ` Its log: ${part.logPath}.`;
  const said = lines.length === 0 ? '' : ` It said last:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  return `${part.name} ${describeEnd(exit)} although nobody asked it to.${where}${said}`;
}
