import { findClosing, findWithin, skipQuoted } from './find-closing.js';
import { readWords } from './read-words.js';
import { addDoubt, addExecution, knownWord, spanOf, spend } from './session.js';
import type { Frame } from './session.js';
import type { Piped } from './read-script.js';
import type { Range } from './split-statements.js';

/** Types whose static members only compute or look. */
const COMPUTING =
  /^(?:math|string|char|bool|byte|s?byte|u?int\d*|long|single|float|double|decimal|bigint|datetime|datetimeoffset|timespan|guid|convert|bitconverter|text\.\w+|io\.path|environment|version|regex|text\.regularexpressions\.\w+|console|array|enum|uri|net\.ipaddress|net\.dns|xml\.\w+|collections\.[\w.]+|random|diagnostics\.stopwatch|object|type|security\.principal\.\w+|security\.cryptography\.\w+|runtime\.interopservices\.runtimeinformation|net\.securityprotocoltype|net\.servicepointmanager|globalization\.\w+|tuple|nullable|web\.httputility|net\.webutility|math\w*|io\.compression\.\w+level|ordered|pscustomobject|hashtable|psobject|void|switch|scriptblock_|io\.fileinfo|io\.directoryinfo|io\.driveinfo|timezoneinfo|threading\.thread|gc|net\.networkinformation\.\w+|io\.filemode|io\.fileaccess|system)$/;
/** Members that only look, of types that can do harm. */
const LOOKING =
  /^(?:exists|read\w*|get\w+|open(?:read|text)|enumerate\w+|tostring|parse|tryparse|new|is\w+|compare|equals|currentuser|expandenvironmentvariables)$/;
/** Members of any object that stop, delete, run or send. */
const HARMFUL =
  /^(?:delete|kill|stop|terminate|reboot|shutdown|win32shutdown|uninstall|format|remove|removeall|clear_|close_|invoke|invokescript|invokecommand|newscriptblock|invokewithcontext|invokereturnasis|downloadfile|uploadfile|uploadstring|create|start|setvalue|deletevalue|deletesubkey|deletesubkeytree|deletetree|moveto|copyto|replace_|truncate|setlength|writeallbytes|writealltext|disable|dismount|changestartmode|pause|run|exec|shellexecute|regwrite|regdelete|deletefile|deletefolder|evaluate|setaccesscontrol|setaccessrule|invokemethod|moveparameter|clearlog|deletedirectory|setpassword|changepassword|executenonquery)$/;

/** Of a member whose name is in a variable. */
const COMPUTED = '$';
/** Members of an entry of a directory that give and take rights. */
const OF_ENTRIES = /^(?:add|remove|put|setinfo|deletetree)$/;

type ReadScript = (frame: Frame, range: Range) => void;

/**
 * An expression: calls of .NET in it, and every script in its brackets. Null: what it gives on is for the caller to say.
 */
export function readExpression(frame: Frame, range: Range, readScript: ReadScript): Piped | null {
  const { text } = frame;
  let at = range.start;
  let calls = 0;
  spend(frame.session, range.end - range.start);
  while (at < range.end) {
    const character = text.charAt(at);
    if (`'"@\`#<`.includes(character)) {
      const end = skipQuoted(text, at);
      if (end > at) {
        if (character === '"') readInText(frame, { start: at, end }, readScript);
        at = end;
        continue;
      }
    }
    const called = callAt(text, at);
    if (called !== null) {
      calls += readCall(frame, { ...called, start: at });
      at += called.length;
      continue;
    }
    at = '({['.includes(character) ? readBracket(frame, at, readScript) : at + 1;
    if (at === -1) return null;
  }
  return calls > 0 ? { from: 'an expression', words: null, literal: null } : null;
}

function readBracket(frame: Frame, at: number, readScript: ReadScript): number {
  const { text } = frame;
  const closing = findClosing(text, at, frame.session);
  if (closing === -1) {
    addDoubt(frame, 'parse_error', 'A bracket is not closed.', spanOf(frame, at, at + 1));
    return -1;
  }
  const inner = text.slice(at + 1, closing);
  // A type such as `[int]`, or an index, runs nothing; a hash table’s `a = b` is read as assignments.
  const isType = text.charAt(at) === '[' && /^[\w.,[\] '"-]*$/.test(inner);
  if (!isType && inner.trim() !== '') readScript({ ...frame, depth: frame.depth + 1 }, { start: at + 1, end: closing });
  return closing + 1;
}

interface Called {
  readonly type: string;
  readonly member: string;
  /** Up to the opening bracket, without it. */
  readonly length: number;
}

function callAt(text: string, at: number): Called | null {
  const character = text.charAt(at);
  if (character !== '[' && character !== '.' && character !== ':') return null;
  const part = text.slice(at, at + 160);
  const computed = /^(?:\[([\w.]+)\]\s*::|\.)\s*\$[\w:{}]+\s*(?=\()/.exec(part);
  if (computed !== null)
    return {
      type: (computed[1] ?? 'object').toLowerCase().replace(/^system\./, ''),
      member: COMPUTED,
      length: computed[0].length,
    };
  const fixed = /^\[([\w.]+)\]\s*::\s*['"]?(\w+)['"]?/.exec(part);
  if (fixed !== null)
    return {
      type: (fixed[1] ?? '').toLowerCase().replace(/^system\./, ''),
      member: (fixed[2] ?? '').toLowerCase(),
      length: fixed[0].length,
    };
  const member = /^(?:\.|::)['"]?([A-Za-z_]\w*)['"]?(?=\()/.exec(part);
  return member === null ? null : { type: 'object', member: (member[1] ?? '').toLowerCase(), length: member[0].length };
}

/** 1 where it is told as an execution. */
function readCall(frame: Frame, { type, member, length, start }: Called & { readonly start: number }): number {
  const { text, session } = frame;
  const open = start + length;
  const isCall = text.charAt(open) === '(';
  const closing = isCall ? findClosing(text, open, session) : -1;
  const changes = type === 'environment' && /^(?:exit|failfast|setenvironmentvariable)$/.test(member);
  if (member === COMPUTED) {
    if (COMPUTING.test(type)) return 0;
    addDoubt(frame, 'unknown_script', 'Which member is called is computed.', spanOf(frame, start, open));
    return 1;
  }
  const ofEntry = OF_ENTRIES.test(member) && /\[adsi\]/i.test(text.slice(Math.max(0, start - 200), start));
  if (type === 'object' && ofEntry) return tellCall(frame, { type, member: 'invokemethod', open, start, closing });
  // `$all.ForEach('Kill')` calls that member of each.
  const each =
    type === 'object' && member === 'foreach' ? /^\(\s*['"](\w+)['"]/.exec(text.slice(open, open + 80)) : null;
  if (each !== null) return readCall(frame, { type, member: (each[1] ?? '').toLowerCase(), length, start });
  if (type === 'object' ? !HARMFUL.test(member) : !changes && (COMPUTING.test(type) || LOOKING.test(member) || !isCall))
    return 0;
  return tellCall(frame, { type, member, open, start, closing });
}

interface Told {
  readonly type: string;
  readonly member: string;
  readonly start: number;
  readonly open: number;
  readonly closing: number;
}

function tellCall(frame: Frame, { type, member, open, start, closing }: Told): number {
  const { text, session } = frame;
  const args =
    closing === -1 ? { words: [], broken: true } : readWords(text, { start: open + 1, end: closing }, session);
  if (/^(?:invoke|invokescript|newscriptblock|invokecommand|create)$/.test(member) && /object|scriptblock/.test(type)) {
    addDoubt(frame, 'unknown_script', `${member} runs what is computed.`, spanOf(frame, start, open));
    return 1;
  }
  const receiver =
    type === 'object'
      ? (/(\$[\w:]+|'[^']*')[\w.()]*$/.exec(text.slice(Math.max(0, start - 80), start))?.[1] ?? '')
      : '';
  addExecution(frame, {
    program: `[${type}]::${member}`,
    args: receiver === '' ? args.words : [...args.words, knownWord(receiver, receiver)],
    redirects: [],
    stdin: { kind: 'inherited' },
    pipedInto: [],
    moreArgs: null,
    span: spanOf(frame, start, closing === -1 ? open : closing + 1),
  });
  return 1;
}

/** `"… $(…) …"` */
function readInText(frame: Frame, { start, end }: Range, readScript: ReadScript): void {
  const { text } = frame;
  for (let at = findWithin(text, start, end); at !== -1; at = findWithin(text, at + 2, end)) {
    const closing = findClosing(text, at + 1, frame.session);
    if (closing === -1 || closing > end) return;
    readScript({ ...frame, depth: frame.depth + 1 }, { start: at + 2, end: closing });
    at = closing;
  }
}
