// What a pattern would look through again from each place where it may begin: a text of the longest kind would take seconds.

/** `/srv//` without its last slashes. */
export function dropEnd(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === character) end -= 1;
  return text.slice(0, end);
}

/** `a[$(ls)]`: a command within the brackets of an index, which a shell runs to know it. */
export function hasCommandInIndex(text: string): boolean {
  let within = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '[') within = true;
    else if (character === ']') within = false;
    else if (within && (character === '`' || (character === '$' && text.charAt(at + 1) === '('))) return true;
  }
  return false;
}
