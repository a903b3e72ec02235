import type { CharacterRange } from './syntax.js';
import type { Instruction, TagPattern } from './compile-pattern.js';

export interface PatternMatch {
  /** Group by number from 1, null where it took no part. */
  readonly groups: readonly (string | null)[];
  readonly named: Readonly<Record<string, string | null>>;
}

interface Thread {
  readonly at: number;
  readonly saved: readonly (number | undefined)[];
}

/**
 * Matches the whole text. All ways through the program advance together, one character at a time, so that no pattern
 * can take longer than program × text, whatever it says.
 */
export function matchPattern(pattern: TagPattern, text: string): PatternMatch | null {
  const { program } = pattern;
  let threads: Thread[] = [];
  const blank: Thread['saved'] = Array.from({ length: pattern.slots }, () => undefined);
  let visited = new Set<number>();
  follow(program, { at: 0, saved: blank }, { text, position: 0, threads, visited });
  for (let position = 0; position < text.length && threads.length > 0; position += 1) {
    const unit = text.charCodeAt(position);
    const next: Thread[] = [];
    visited = new Set();
    for (const { at, saved } of threads) {
      const instruction = program[at];
      if (instruction?.type !== 'set' || !accepts(instruction, unit)) continue;
      follow(program, { at: at + 1, saved }, { text, position: position + 1, threads: next, visited });
    }
    threads = next;
  }
  // The first one is what a backtracking matcher would have found.
  const found = threads.find(({ at }) => program[at]?.type === 'match');
  return found === undefined ? null : readGroups(pattern, found.saved, text);
}

interface Step {
  readonly text: string;
  readonly position: number;
  readonly threads: Thread[];
  readonly visited: Set<number>;
}

/** Everything that is reached without taking a character, in order of preference. */
function follow(program: readonly Instruction[], start: Thread, step: Step): void {
  const stack: Thread[] = [start];
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    const { at, saved } = thread;
    if (step.visited.has(at)) continue;
    step.visited.add(at);
    const instruction = program[at];
    if (instruction === undefined) continue;
    if (instruction.type === 'set' || instruction.type === 'match') step.threads.push(thread);
    else stack.push(...continueAt(instruction, thread, step).map((next) => ({ saved, ...next })));
  }
}

/** Where a thread goes on, the preferred way last (it is taken from the stack first). */
function continueAt(
  instruction: Exclude<Instruction, { type: 'set' | 'match' }>,
  { at, saved }: Thread,
  { text, position }: Step,
): readonly (Pick<Thread, 'at'> & Partial<Thread>)[] {
  switch (instruction.type) {
    case 'jump':
      return [{ at: instruction.to }];
    case 'split':
      return [{ at: instruction.second }, { at: instruction.first }];
    case 'start':
      return position === 0 ? [{ at: at + 1 }] : [];
    case 'end':
      return position === text.length ? [{ at: at + 1 }] : [];
    case 'save':
      return [{ at: at + 1, saved: saved.with(instruction.slot, position) }];
  }
}

function accepts({ ranges, isNegated }: Extract<Instruction, { type: 'set' }>, unit: number): boolean {
  const isWithin = ranges.some(([from, to]: CharacterRange) => unit >= from && unit <= to);
  return isWithin !== isNegated;
}

function readGroups({ slots, names }: TagPattern, saved: Thread['saved'], text: string): PatternMatch {
  const groups = Array.from({ length: slots / 2 - 1 }, (_value, index) => {
    const from = saved[2 * index + 2];
    const to = saved[2 * index + 3];
    return from === undefined || to === undefined || to < from ? null : text.slice(from, to);
  });
  const named = Object.fromEntries(Object.entries(names).map(([name, index]) => [name, groups[index - 1] ?? null]));
  return { groups, named };
}
