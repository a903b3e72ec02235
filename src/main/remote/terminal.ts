import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** The person at the terminal. Answers come line by line; null when there is nobody (the input has ended). */
export interface Terminal {
  say(line: string): void;
  ask(question: string): Promise<string | null>;
  close(): void;
}

/** Questions and progress go to `output` (stderr), so that what a command printed can be piped on. */
export function openTerminal(input: Readable, output: Writable): Terminal {
  const lines: string[] = [];
  const waiting: ((line: string | null) => void)[] = [];
  let ended = false;
  const reader = createInterface({ input, terminal: false });
  reader.on('line', (line) => {
    const next = waiting.shift();
    if (next === undefined) lines.push(line);
    else next(line);
  });
  reader.on('close', () => {
    ended = true;
    for (const next of waiting.splice(0)) next(null);
  });
  return {
    say: (line) => void output.write(`${line}\n`),
    ask(question) {
      output.write(question);
      const line = lines.shift();
      if (line !== undefined || ended) return Promise.resolve(line ?? null);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close: () => reader.close(),
  };
}

/** Text from hosts and people may hold what a terminal would obey. */
export function makeHarmless(text: string): string {
  return text.replaceAll(/[^\P{C}\n\t]/gu, '\uFFFD');
}
