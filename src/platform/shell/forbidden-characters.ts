import type { Doubt } from './reading.js';

interface Forbidden {
  readonly pattern: RegExp;
  readonly what: string;
}

/** Written as text: as characters of a pattern they would join each other. */
const INVISIBLE =
  '\\u00ad\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180e\\u200b-\\u200d\\u2060-\\u2064\\u206a-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0';

/** Each first occurrence is told; a text with any of them is held whatever else it says. */
const FORBIDDEN: readonly Forbidden[] = [
  { pattern: /\0/, what: 'a NUL byte, which shells drop' },
  { pattern: /\r/, what: 'a carriage return, which a shell takes for part of a word and a terminal hides' },
  { pattern: /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/, what: 'a character that turns the direction of text' },
  { pattern: new RegExp(`[${INVISIBLE}]`), what: 'an invisible character' },
  {
    pattern: /[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/,
    what: 'a space or line end that is none for a shell',
  },
  // eslint-disable-next-line no-control-regex
  { pattern: /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/, what: 'a control character' },
  { pattern: /[\ufffd-\uffff]/, what: 'bytes that are not UTF-8' },
  { pattern: /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/, what: 'half a character' },
];

/** Characters that no honest command has: they make a person read something else than the shell does. */
export function findForbiddenCharacters(text: string): readonly Doubt[] {
  return FORBIDDEN.flatMap(({ pattern, what }) => {
    const at = text.search(pattern);
    if (at < 0) return [];
    return [
      {
        code: 'forbidden_characters' as const,
        explanation: `The text has ${what} at position ${at}: what runs is not what is seen.`,
        span: { start: at, end: at + 1, text: text.slice(at, at + 1) },
      },
    ];
  });
}
