import type { Stdin } from '../reading.js';
import { HOLE, PRINTED_NUL, isKnown, toWord, type Arg } from './value.js';

/** What a command reads as its input. Texts may have holes. */
export type Feed =
  | { readonly kind: 'inherited' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly texts: readonly string[]; readonly from: readonly string[] }
  | { readonly kind: 'file'; readonly path: Arg }
  | { readonly kind: 'opaque'; readonly from: readonly string[] };

export const INHERITED: Feed = { kind: 'inherited' };

/** The input made of what other programs printed. */
export function feedFrom(texts: readonly string[], from: readonly string[]): Feed {
  if (texts.every((text) => text.replaceAll(HOLE, '').trim() === '' && text.includes(HOLE)))
    return { kind: 'opaque', from };
  return texts.length === 1 && texts[0] === '' ? { kind: 'empty' } : { kind: 'text', texts, from };
}

export function toStdin(feed: Feed): Stdin {
  switch (feed.kind) {
    case 'text': {
      const [text] = feed.texts;
      if (feed.texts.length === 1 && text !== undefined && isKnown(text))
        return { kind: 'text', text: text.replaceAll(PRINTED_NUL, '\0') };
      return { kind: 'opaque', from: feed.from };
    }
    case 'file':
      return { kind: 'file', path: toWord(feed.path) };
    default:
      return feed;
  }
}

/** The texts that can be read from it; with a hole where that is not known. */
export function textsOf(feed: Feed): readonly string[] {
  if (feed.kind === 'text') return feed.texts;
  return feed.kind === 'empty' ? [''] : [HOLE];
}
