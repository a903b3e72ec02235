import { makeStatement, outputShellText } from '../statement.js';
import type { SqlEffect, SqlStatement } from '../reading.js';

/** psql’s commands that show something, set something of the session, or send what was typed. */
const HARMLESS =
  /^(?:a|c|connect|C|conninfo|copyright|crosstabview|cd|d[A-Za-z+]*S?\+?|echo|elif|else|encoding|endif|errverbose|f|g|gx|gdesc|gset|gdescribe|h|help|H|html|if|l\+?|lx?\+?|list\+?|lo_list\+?|p|print|pset|prompt|q|quit|qecho|r|reset|S|s|set|sf\+?|sv\+?|t|T|timing|unset|warn|watch|x|z\+?S?|\?|;|bind|bind_named|parse|close_prepared|startpipeline|endpipeline|syncpipeline|sendpipeline|flush|flushrequest|getresults|getenv|restrict|unrestrict)$/;

/** psql’s commands that run or write something. */
const EFFECTS: Readonly<Record<string, { effect: SqlEffect; why: string }>> = {
  i: { effect: 'opaque', why: 'runs the statements of a file' },
  include: { effect: 'opaque', why: 'runs the statements of a file' },
  ir: { effect: 'opaque', why: 'runs the statements of a file' },
  include_relative: { effect: 'opaque', why: 'runs the statements of a file' },
  gexec: { effect: 'opaque', why: 'runs what the query returns as statements' },
  e: { effect: 'opaque', why: 'runs what an editor saves' },
  edit: { effect: 'opaque', why: 'runs what an editor saves' },
  ef: { effect: 'opaque', why: 'runs what an editor saves' },
  ev: { effect: 'opaque', why: 'runs what an editor saves' },
  setenv: { effect: 'opaque', why: 'sets a variable that programs started later obey' },
  password: { effect: 'disrupt', why: 'changes a password' },
  lo_import: { effect: 'add', why: 'adds a large object' },
  lo_unlink: { effect: 'change', why: 'deletes a large object' },
};

/** Commands whose argument is where output goes. */
const OUTPUTS = new Set(['o', 'out', 'w', 'write', 'g', 'gx', 's']);

/** One command of psql as it stands in the text, with its backslash. Null: not known. */
export function readPsqlCommand(text: string): SqlStatement | null {
  const match = /^\\([!?;]|[A-Za-z_]+[+]?[A-Za-z+]*)([\s\S]*)$/.exec(text.trim());
  if (match === null) return null;
  const [, name = '', rest = ''] = match;
  const verb = `\\${name}`;
  const argument = rest.trim();
  if (name === '!') return makeStatement({ effect: 'shell', verb, text, shellText: argument === '' ? null : argument });
  // psql runs backquoted parts of its commands’ arguments by a shell.
  const backquoted = /`([^`]*)`?/.exec(argument)?.[1];
  if (backquoted !== undefined) return makeStatement({ effect: 'shell', verb, text, shellText: backquoted });
  if (name === 'copy') return readCopy(text, argument);
  if (name === 'lo_export') return output(text, verb, argument.split(/\s+/)[1] ?? '');
  if (OUTPUTS.has(name) && argument !== '') return output(text, verb, argument.replace(/^\([^)]*\)\s*/, ''));
  const known = Object.hasOwn(EFFECTS, name) ? EFFECTS[name] : undefined;
  if (known !== undefined) return makeStatement({ effect: known.effect, verb, text, targetKind: 'server' });
  return HARMLESS.test(name) || OUTPUTS.has(name) ? makeStatement({ effect: 'read', verb, text }) : null;
}

function output(text: string, verb: string, argument: string): SqlStatement {
  if (argument === '') return makeStatement({ effect: 'read', verb, text });
  return makeStatement({ effect: 'shell', verb, text, shellText: outputShellText(unquote(argument)) });
}

function readCopy(text: string, argument: string): SqlStatement {
  const match = /\b(from|to)\s+(program\s+)?('(?:[^']|'')*'|\S+)/i.exec(stripParentheses(argument));
  if (match === null) return makeStatement({ effect: 'opaque', verb: '\\copy', text });
  const [, direction = '', program, place = ''] = match;
  const into = argument.split(/[\s(]/, 1)[0] ?? '';
  if (program !== undefined) return makeStatement({ effect: 'shell', verb: '\\copy', text, shellText: unquote(place) });
  if (direction.toLowerCase() === 'from') {
    return makeStatement({ effect: 'add', verb: '\\copy', text, targets: [into], targetKind: 'table' });
  }
  if (/^p?stdout$/i.test(place)) return makeStatement({ effect: 'read', verb: '\\copy', text });
  return output(text, '\\copy', place);
}

/** Without what stands in parentheses: the query of `\copy (select …) to …` has words of its own. */
function stripParentheses(text: string): string {
  let depth = 0;
  let kept = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += character;
  }
  return kept;
}

function unquote(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 1 && trimmed.startsWith("'") && trimmed.endsWith("'")
    ? trimmed.slice(1, -1).replaceAll("''", "'")
    : trimmed;
}
