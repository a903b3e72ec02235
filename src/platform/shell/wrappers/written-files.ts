import type { Redirect } from '../reading.js';
import { emit } from '../run/emit.js';
import type { Call, Frame } from '../run/frame.js';
import { toWord, type Arg } from '../values/value.js';
import type { ReadOptions } from './read-options.js';
import type { Wrapper } from './wrapper.js';

const APPENDS = ['-a', '-A', '--append', '--append-mode'];

/** What a wrapper writes of its own, beside what it runs: `strace -o FILE`. Judged as a redirect to that file. */
export function emitWritten(frame: Frame, call: Call, { writes = [] }: Wrapper, options: ReadOptions): void {
  const files = writes.flatMap((place): readonly Arg[] => {
    if (typeof place === 'string') return options.values.get(place) ?? [];
    const operand = options.rest[place];
    return operand === undefined ? [] : [operand];
  });
  const operator = APPENDS.some((flag) => options.flags.has(flag)) ? '>>' : '>';
  for (const file of files) {
    if (file.alts.some(({ text }) => /^[|!]/.test(text)))
      frame.session.doubt('unknown_script', call.span, `${file.source} is no file: its output is given to a program.`);
    const redirect: Redirect = { operator, target: toWord(file) };
    emit(frame, { program: '', args: [], call: { ...call, redirects: [redirect] }, silent: true });
  }
}
