import { HOLE, makeArg, unknownArg, type Arg } from '../values/value.js';

/** Splits as `env -S` and `xargs` do: blanks, quotes, backslashes; no expansion. */
export function splitString(text: string, source: string): readonly Arg[] {
  const words = splitWords(text);
  return words.map((word) =>
    word.includes(HOLE) ? { ...unknownArg(source, true), alts: [{ text: word, glob: false }] } : makeArg(word, source),
  );
}

export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\])+/g))
    words.push(
      match[0].replace(
        /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
        (_, single?: string, double?: string, one?: string) =>
          single ?? double?.replace(/\\([\s\S])/g, '$1') ?? one ?? '',
      ),
    );
  return words;
}
