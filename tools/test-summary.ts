/** What a test run came to. `failed` counts everything that is not a pass: hooks, exceptions, time-outs, too. */
export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The closing lines of AVA's reporter that are failures. */
const FAILURE_LINES: readonly RegExp[] = [
  /^(\d+) hooks? failed$/,
  /^(\d+) tests? failed$/,
  /^(\d+) unhandled rejections?$/,
  /^(\d+) uncaught exceptions?$/,
  /^(\d+) tests? remained pending after a timeout$/,
];
const PASSED_LINE = /^(\d+) tests? passed$/;
const SKIPPED_LINE = /^(\d+) tests? skipped$/;
// AVA marks each passed test; with a failure among them it gives no sum.
const PASS_MARK = /^[✔√] /;
// A failed test, and what AVA counts nowhere: a file that crashed, hung or holds no tests; then which file and test that
// was, for which AVA has a line of its own without a mark.
const TROUBLE_MARKS: readonly RegExp[] = [
  /^[✘×] /,
  /^Failed to exit when running /,
  /^\d+ tests were pending in /,
  /^◌ /,
  /^(Uncaught exception|Unhandled rejection) in /,
];
const MAX_TROUBLES = 50;
// Colours, which AVA writes when FORCE_COLOR asks for them.
const ESCAPES = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, 'g');

/** Counts while the output goes by; of the output only the marks of failures are kept, to be said again at the end. */
export class TestCounter {
  readonly troubles: string[] = [];
  #marks = 0;
  #passed: number | undefined;
  #skipped = 0;
  // A later line of the same kind replaces an earlier one: only the reporter's closing lines stand at the end.
  readonly #failures = new Map<RegExp, number>();
  #rest = '';

  add(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
  }

  #readLine(raw: string): void {
    const line = raw.replaceAll(ESCAPES, '').trim();
    if (PASS_MARK.test(line)) this.#marks += 1;
    if (this.troubles.length < MAX_TROUBLES && TROUBLE_MARKS.some((mark) => mark.test(line))) this.troubles.push(line);
    const passed = PASSED_LINE.exec(line);
    if (passed !== null) this.#passed = Number(passed[1]);
    const skipped = SKIPPED_LINE.exec(line);
    if (skipped !== null) this.#skipped = Number(skipped[1]);
    for (const pattern of FAILURE_LINES) {
      const found = pattern.exec(line);
      if (found !== null) this.#failures.set(pattern, Number(found[1]));
    }
  }

  /**
   * No test at all is a failure, unless all were left out on purpose; and so is a runner that says nothing of failures
   * but ends with one: of a file that crashed or never ended after its tests had passed, AVA counts nothing.
   */
  finish(exitCode: number | null): TestSummary {
    this.add('\n');
    const passed = this.#passed ?? this.#marks;
    const counted = [...this.#failures.values()].reduce((sum, count) => sum + count, 0);
    const nothingRan = passed === 0 && this.#skipped === 0;
    const failed = counted === 0 && (exitCode !== 0 || nothingRan) ? 1 : counted;
    return { passed, failed, skipped: this.#skipped };
  }
}

/** Several runs of AVA are one run of the suite. */
export function addSummaries(summaries: readonly TestSummary[]): TestSummary {
  const sum = (name: keyof TestSummary): number => summaries.reduce((total, one) => total + one[name], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** The last line of every run: other programs read it. */
export function formatSummary(summary: TestSummary): string {
  const skipped = summary.skipped > 0 ? `, ${summary.skipped} skipped` : '';
  return `${summary.passed} passed, ${summary.failed} failed${skipped}`;
}
