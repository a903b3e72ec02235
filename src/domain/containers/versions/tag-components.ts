import { ARCHITECTURES } from './tag-words.js';
import { isDay } from './dates.js';

/** One piece of a tag between separators: `v1.2.3-ls4` has `v1.2.3` and `ls4`. */
export interface TagComponent {
  /** What stands before it; empty for the first one, and for letters directly behind a number (`18rc1`). */
  readonly separator: string;
  readonly text: string;
  readonly kind: 'stamp' | 'architecture' | 'hash' | 'number' | 'word';
}

// A date is one piece though it has dashes: 2024-01-05, 2024-01-01T00-00-00Z.
const STAMP = /(\d{4})([-_])(\d{2})\2(\d{2})(?:T\d{2}[-_]?\d{2}[-_]?\d{2}Z)?(?![0-9A-Za-z])/y;
const ARCHITECTURE = new RegExp(
  `(?:${Object.keys(ARCHITECTURES)
    .sort((a, b) => b.length - a.length)
    .join('|')})(?![0-9A-Za-z])`,
  'iy',
);
// A dot belongs to the piece only between digits: rc.1 and 2.0.RELEASE are two pieces each.
const PIECE = /(?:[^-_+.]|(?<=[0-9])\.(?=[0-9]))+/y;
const NUMBER = /^\d+(?:\.\d+)*$/;
const HASH = /^g?(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{7,64}$/;

/** Cuts a tag into pieces; nothing is lost: separators and texts in a row are the tag. */
export function splitTag(tag: string): readonly TagComponent[] {
  const components: TagComponent[] = [];
  let at = 0;
  while (at < tag.length) {
    // Ends: what is no separator is matched by PIECE, and only the first component may be empty without one.
    const separator = components.length === 0 || !'-_+.'.includes(tag.charAt(at)) ? '' : tag.charAt(at);
    at += separator.length;
    const component = readComponent(tag, at);
    components.push({ ...component, separator });
    at += component.text.length;
  }
  return components;
}

function readComponent(tag: string, at: number): Omit<TagComponent, 'separator'> {
  const stamp = matchAt(STAMP, tag, at);
  if (stamp !== null && isDay(Number(stamp[1]), Number(stamp[3]), Number(stamp[4]))) {
    return { text: stamp[0], kind: 'stamp' };
  }
  const architecture = matchAt(ARCHITECTURE, tag, at);
  if (architecture !== null) return { text: architecture[0], kind: 'architecture' };
  const text = matchAt(PIECE, tag, at)?.[0] ?? '';
  if (NUMBER.test(text)) return { text, kind: 'number' };
  return { text, kind: HASH.test(text) ? 'hash' : 'word' };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The architecture that a tag names, as images name it (`arm64` for `-arm64v8`); null when it names none. */
export function readTagArchitecture(components: readonly TagComponent[]): string | null {
  const named = components.filter(({ kind }) => kind === 'architecture').map(({ text }) => text.toLowerCase());
  return named.length === 0 ? null : named.map((text) => ARCHITECTURES[text] ?? text).join('+');
}
