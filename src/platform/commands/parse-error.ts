import { RemoteError } from '../ssh/remote-errors.js';

const EXCERPT_LENGTH = 200;

/** The output of a tool was not understood. `line` is the offending one, cut to a bounded length, control bytes shown. */
export class ParseError extends RemoteError {
  readonly source: string;
  readonly line: string;

  constructor(source: string, problem: string, line: string) {
    const excerpt = excerptOf(line);
    super('parse_failed', `${source}: ${problem}; the line was: ${excerpt === '' ? '(empty)' : excerpt}`);
    this.source = source;
    this.line = excerpt;
  }
}

/** What a tolerant parser gives: everything it understood, and an error for each thing it did not. */
export interface Parsed<T> {
  readonly value: T;
  readonly errors: readonly ParseError[];
}

/** A printable, bounded piece of untrusted text. */
export function excerptOf(text: string): string {
  const printable = text
    .slice(0, EXCERPT_LENGTH)
    .replace(
      /[\p{Cc}\p{Cf}\p{Cs}]/gu,
      (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    );
  return text.length > EXCERPT_LENGTH ? `${printable}…` : printable;
}
