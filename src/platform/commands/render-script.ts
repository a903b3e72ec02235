import { MillwrightError } from '../errors/millwright-error.js';
import { quoteWord } from '../shell-text/quote-word.js';
import type { CommandFacts } from './command.js';
import {
  PASSWORD_VARIABLE,
  TIMEOUT_VARIABLE,
  hostLimitSeconds,
  needsSudo,
  renderLine,
  type SudoMode,
} from './render-line.js';

export interface ScriptItem {
  readonly facts: CommandFacts;
  readonly argv: readonly string[];
}

export interface ScriptOptions {
  /** Hexadecimal, new for each script: output cannot forge a frame. */
  readonly nonce: string;
  readonly sudo: SudoMode;
  readonly sudoPassword?: string | undefined;
}

// Ordinary users' PATH often lacks these; a PATH without the others is the host's own decision.
const SYSTEM_PATHS = '/usr/local/sbin:/usr/sbin:/sbin';
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * One POSIX script for a whole batch. A mark on both streams stands before the first command and behind each, so that
 * stderr stays separate without temporary files and without a process of its own:
 *
 *     P<pid of the shell>   once: the first command begins
 *     E<index> <exit code>  this command has ended, the next one begins; the last of them ends the batch
 *
 * A mark is `\036`, the nonce, one of the above and a line feed, written by the shell's own printf in one write. Each is
 * a packet of its own over SSH, hence no more of them than needed.
 */
export function renderScript(items: readonly ScriptItem[], options: ScriptOptions): string {
  const lines = [...preludeLines(items, options), 'mw_mark "P$$"'];
  items.forEach((item, index) => {
    lines.push(renderLine(item.facts, item.argv, options.sudo), `mw_mark "E${index} $?"`);
  });
  lines.push('exit 0', '');
  return lines.join('\n');
}

function preludeLines(items: readonly ScriptItem[], options: ScriptOptions): string[] {
  const lines = [
    `unset ${PASSWORD_VARIABLE} ${TIMEOUT_VARIABLE}`,
    'LC_ALL=C; export LC_ALL',
    `PATH="\${PATH:-${DEFAULT_PATH}}:${SYSTEM_PATHS}"; export PATH`,
    `mw_mark() { printf '\\036${options.nonce}%s\\n' "$1"; printf '\\036${options.nonce}%s\\n' "$1" >&2; }`,
  ];
  if (items.some(({ facts }) => hostLimitSeconds(facts, options.sudo) !== null)) {
    // Old BusyBox has a `timeout` with other arguments: ask for what is used.
    lines.push(`timeout -k 1 1 true </dev/null >/dev/null 2>&1 && ${TIMEOUT_VARIABLE}=1`);
  }
  if (options.sudo === 'password' && items.some(({ facts }) => needsSudo(facts, options.sudo))) {
    lines.push(`${PASSWORD_VARIABLE}=${quoteWord(checkPassword(options.sudoPassword))}`);
  }
  return lines;
}

function checkPassword(password: string | undefined): string {
  if (password === undefined) throw new MillwrightError('internal', 'A batch with sudo commands needs the password.');
  if (!/[\n\r]/.test(password)) return password;
  throw new MillwrightError('unprocessable', 'The sudo password contains a line break; sudo cannot read such a one.');
}
