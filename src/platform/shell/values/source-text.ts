import type { Span } from '../reading.js';

/** A text being read, and where its places lie in the text that was given at first. */
export interface SourceText {
  readonly text: string;
  readonly spanOf: (start: number, end: number) => Span;
}

export function makeSource(text: string): SourceText {
  return {
    text,
    spanOf: (start, end) => {
      const from = Math.max(0, Math.min(start, text.length));
      const to = Math.max(from, Math.min(end, text.length));
      return { start: from, end: to, text: text.slice(from, to) };
    },
  };
}

/** A text that stands in, or was made by, a place of another one: all of it lies there. */
export function makeInnerSource(text: string, span: Span): SourceText {
  return { text, spanOf: () => span };
}
