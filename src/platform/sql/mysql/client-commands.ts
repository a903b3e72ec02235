import type { SqlStatement } from '../reading.js';
import { makeStatement, outputShellText } from '../statement.js';

/** Commands of the `mysql` and `mariadb` programs by their words; the short forms stand behind a backslash. */
const WORDS: Readonly<Record<string, string>> = {
  '!': 'system',
  '.': 'source',
  T: 'tee',
  P: 'pager',
  e: 'edit',
  u: 'use',
  d: 'delimiter',
  n: 'nopager',
  t: 'notee',
  s: 'status',
  h: 'help',
  '?': 'help',
  q: 'quit',
  r: 'connect',
  c: 'clear',
  p: 'print',
  R: 'prompt',
  C: 'charset',
  W: 'warnings',
  w: 'nowarning',
  x: 'resetconnection',
  '#': 'rehash',
  G: 'ego',
  g: 'go',
};
const HARMLESS = new Set(Object.values(WORDS).concat('exit', 'query_attributes', 'ssl_session_data_print'));

/** A line that is a command of the client; null: it is SQL. */
export function readClientCommand(line: string): SqlStatement | null {
  const match = /^\s*(?:\\([!.#?A-Za-z])|([A-Za-z_]+))([\s\S]*)$/.exec(line);
  if (match === null) return null;
  const [, short, long = '', rest = ''] = match;
  const name = short === undefined ? long.toLowerCase() : (WORDS[short] ?? '');
  if (!HARMLESS.has(name)) return null;
  const argument = rest.trim().replace(/;$/, '');
  const verb = short === undefined ? name : `\\${short}`;
  const base = { verb, text: line };
  switch (name) {
    case 'system':
      return makeStatement({ ...base, effect: 'shell', shellText: argument });
    case 'source':
    case 'edit':
      return makeStatement({ ...base, effect: 'opaque', targets: [argument] });
    case 'tee':
      return makeStatement({ ...base, effect: 'shell', shellText: outputShellText(argument).replace(': > ', ': >> ') });
    case 'pager':
      return argument === '' || /^(?:less|more|cat)\b[\w\s-]*$/.test(argument)
        ? makeStatement({ ...base, effect: 'read' })
        : makeStatement({ ...base, effect: 'shell', shellText: argument });
    default:
      return makeStatement({ ...base, effect: 'read' });
  }
}
