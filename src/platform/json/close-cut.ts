const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * JSON that was cut off, ended behind the last array or object that is whole: what stood before the cut can be parsed.
 * Undefined when nothing within the outermost bracket is whole, or when the text was not cut at all but ends cleanly.
 */
export function closeCutJson(text: string): string | undefined {
  const open: string[] = [];
  let inString = false;
  let safe: { readonly end: number; readonly closers: string } | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (CLOSERS[character] !== undefined) open.push(CLOSERS[character]);
    else if (character === open.at(-1)) {
      open.pop();
      if (open.length === 0) return undefined;
      // A text of nothing but brackets must not make this quadratic: what is this deep is refused later anyway.
      if (open.length <= 100) safe = { end: at + 1, closers: open.toReversed().join('') };
    }
  }
  return safe === undefined ? undefined : text.slice(0, safe.end) + safe.closers;
}
