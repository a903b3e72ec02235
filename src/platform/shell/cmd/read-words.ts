import type { Redirect, Word } from '../reading.js';
import { joinBounded } from '../values/join-bounded.js';
import { spend, type CmdSession } from './read-cmd.js';

export interface CmdWords {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

/** Stands for what is not known; no honest text has it. */
const UNKNOWN = '\uE000';

const BUILT_IN: Readonly<Record<string, string>> = {
  systemroot: 'C:\\Windows',
  windir: 'C:\\Windows',
  systemdrive: 'C:',
  homedrive: 'C:',
  programfiles: 'C:\\Program Files',
  programdata: 'C:\\ProgramData',
  comspec: 'C:\\Windows\\System32\\cmd.exe',
  userprofile: 'C:\\Users\\Administrator',
  temp: 'C:\\Windows\\Temp',
  tmp: 'C:\\Windows\\Temp',
  public: 'C:\\Users\\Public',
  cd: '.',
};

/** `%VAR%`, `%VAR:a=b%`, `%VAR:~1,3%`, `!VAR!`, `%1`, `%%i`. */
export function expandVariables(text: string, session: CmdSession): string {
  const { variables } = session;
  return text.replaceAll(
    /%([^%\s:=*~]+)(?::([^%]*))?%|!([\w]+)(?::([^!]*))?!|%%?~?[\w$:]*[A-Za-z]|%~?[*0-9]/g,
    (_all, ...groups: readonly (string | undefined)[]) => {
      const [name, operation, delayed, delayedOperation] = groups;
      const wanted = (name ?? delayed)?.toLowerCase();
      if (wanted === undefined) return UNKNOWN;
      const set = variables.get(wanted);
      const builtIn = Object.hasOwn(BUILT_IN, wanted) ? BUILT_IN[wanted] : undefined;
      const value = set === undefined ? builtIn : set;
      if (value === undefined || value === null) return UNKNOWN;
      const put = applyOperation(value, operation ?? delayedOperation);
      // It may be put there again and again.
      spend(session, put.length);
      return put;
    },
  );
}

function applyOperation(value: string, operation: string | undefined): string {
  if (operation === undefined) return value;
  const cut = /^~(-?\d+)?(?:,(-?\d+))?$/.exec(operation);
  if (cut !== null) {
    const start = Number(cut[1] ?? 0);
    const from = start < 0 ? Math.max(0, value.length + start) : start;
    const count = cut[2] === undefined ? value.length : Number(cut[2]);
    return count < 0 ? value.slice(from, value.length + count) : value.slice(from, from + count);
  }
  const at = operation.indexOf('=');
  const wanted = operation.slice(0, at).toLowerCase();
  if (at < 1) return UNKNOWN;
  const pieces = value.split(new RegExp(wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'gi'));
  return joinBounded(pieces, operation.slice(at + 1)) ?? UNKNOWN;
}

/** Words and redirections of one command; carets and quotes are taken away. */
export function splitWords(text: string): CmdWords {
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  let operator: string | null = null;
  const pattern = /\s*(?:([0-9]?)(>>|>|<)(?:&[0-9])?|((?:"[^"]*"?|\^[\s\S]|[^\s"<>^])+)|\^$)/gy;
  for (let match = pattern.exec(text); match !== null && match[0] !== ''; match = pattern.exec(text)) {
    const [all, , direction, source] = match;
    if (direction !== undefined) operator = /&[0-9]$/.test(all) ? null : direction;
    else if (source !== undefined) {
      const made = makeWords(source, words.length > 0);
      const [first] = made;
      if (operator !== null && first !== undefined) redirects.push({ operator, target: first });
      else words.push(...made);
      operator = null;
    }
  }
  return { words, redirects };
}

/** `/s/q` are two options; `del/q` is a program with one. */
function makeWords(source: string, isArgument: boolean): readonly Word[] {
  const joined = isArgument && /^(?:\/[a-z?]){2,}$/i.test(source);
  const texts = joined ? (source.match(/\/[a-z?]/gi) ?? []) : [source];
  return texts.map((text) => {
    const value = text.replaceAll(/"|\^([\s\S])/g, (_all, escaped?: string) => escaped ?? '');
    const unknown = value.includes(UNKNOWN);
    const glob = /[*?]/.test(value);
    return {
      source: text.replaceAll(UNKNOWN, '%?%'),
      values: [value.replaceAll(UNKNOWN, '')],
      unknown,
      glob,
      maySplit: unknown && !text.includes('"'),
    };
  });
}
