/** Which commands of ex and vim do nothing but look at, move in or change the text that is open. */

/** Lines that a command is for: `%`, `1,$`, `.,+3`, `/from/,/to/`, `'<,'>`. */
const RANGE = String.raw`[\s:]*(?:(?:%|\d+|\.|\$|'[<>a-z]|[+-]\d*|\/(?:[^/\\]|\\.)*\/|\?(?:[^?\\]|\\.)*\?)[,;]?)*\s*`;

/** With text of their own that says nothing to a shell or an expression. */
const PLAIN =
  /^(q|qa|quit|quita?l?l?|wq|wqa|wqall|xa?|xit|exit|w|wa|wall|write|up|update|saveas|ZZ|ZQ|cq|e|edit|ene?w?|sp|split|vs|vsplit|vsp|new|tabe|tabedit|tabnew|bn|bp|bnext|next|n|prev|first|last|view|set?|setl|setlocal|syn|syntax|noh|nohlsearch|colo|colorscheme|filetype|ft|p|print|P|nu|number|l|list|=|#|h|help|version|ve|messages|mes|args|ls|buffers|reg|registers|marks|jumps|changes|undolist|ju|f|file|pwd|scriptnames|verbose|d|de|del|delete|m|mo|move|t|co|copy|j|join|>|<|y|yank|pu|put|a|append|i|insert|c|change|k|ma|mark|u|undo|red|redo|sort|retab|diffthis|diffsplit|windo|bufdo|argdo|only|r|read|z|center|left|right|startinsert|stopinsert|H|\.|\^|\$)(?![a-z])!?(?<rest>[\s\S]*)$/;

const SUBSTITUTES = /^(s|sno|sm|substitute|&&?|~)(?<rest>(?=[^a-z]|$)[\s\S]*)$/;
const ON_LINES =
  /^(g|v|global|vglobal)!?(?<mark>[^\w\s"|\\])(?:\\[\s\S]|(?!\k<mark>)[^\\])*\k<mark>(?<command>[\s\S]*)$/;

const SEARCHES = /^[/?][^|`]*$/;
/** Keys as a person presses them, as far as none of them opens the command line, an expression or a macro. */
const NORMAL = /^norm(al)?!?\s[\w $^{}().,;%~<>/*#-]*$/;

/** Expressions that run functions, and commands within commands. */
const HIDES = /\\=|\b(system|systemlist|execute|eval|call|delete|writefile|rename|job_start|libcall)\b|[`!]/;
const NESTS = /^(windo|bufdo|argdo|verbose)\b/;

const LEADING_RANGE = new RegExp(`^${RANGE}`);

/** Whether a command can do nothing beyond the file that is open. Text that people type in insert mode is none. */
export function isPlainCommand(command: string): boolean {
  const text = command.replace(LEADING_RANGE, '');
  if (text === '' || text.startsWith('"')) return true;
  const onLines = ON_LINES.exec(text);
  if (onLines !== null) return isPlainCommand(onLines.groups?.['command'] ?? '');
  if (SEARCHES.test(text) || NORMAL.test(text)) return true;
  if (NESTS.test(text)) return isPlainCommand(text.replace(/^\w+\s*\d*/, ''));
  const found = PLAIN.exec(text) ?? SUBSTITUTES.exec(text);
  return found !== null && !HIDES.test(found.groups?.['rest'] ?? '');
}
