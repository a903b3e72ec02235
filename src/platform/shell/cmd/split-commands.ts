/** One command of a line, and what joins it to the next. */
export interface CmdPart {
  readonly text: string;
  readonly joinedBy: '' | '&' | '&&' | '||' | '|';
}

/** Commands between `&`, `&&`, `||` and `|` that stand in no quotes, behind no caret and in no parentheses. */
export function splitCommands(line: string): readonly CmdPart[] {
  const parts: CmdPart[] = [];
  let [from, at, depth, quoted] = [0, 0, 0, false];
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === '^') at += 1;
    else if (!quoted && character === '(') depth += 1;
    else if (!quoted && character === ')') depth = Math.max(0, depth - 1);
    else if (!quoted && depth === 0 && '&|'.includes(character) && !isRedirect(line, at)) {
      const double = line.charAt(at + 1) === character;
      parts.push({
        text: line.slice(from, at),
        joinedBy: `${character}${double ? character : ''}` as CmdPart['joinedBy'],
      });
      at += double ? 2 : 1;
      from = at;
      continue;
    }
    at += 1;
  }
  return [...parts, { text: line.slice(from), joinedBy: '' as const }].filter(({ text }) => text.trim() !== '');
}

/** `2>&1` */
function isRedirect(line: string, at: number): boolean {
  return line.charAt(at) === '&' && /[<>]$/.test(line.slice(0, at).slice(-1));
}
