import { readCmd } from '../cmd/read-cmd.js';
import { joinArgs } from '../builtins/run-words.js';
import { readPowerShell } from '../powershell/read-powershell.js';
import type { ShellReading, Via } from '../reading.js';
import { emit } from '../run/emit.js';
import { OPAQUE, type Call, type Frame, type Result } from '../run/frame.js';
import { doubtScript } from '../run/run-text.js';
import { textsOf } from '../values/feed.js';
import { HOLE, isKnown, soleText, type Arg } from '../values/value.js';

/** `cmd /c …` and `powershell -Command …`, as they are started from WSL or Git for Windows. */
export function runForeign(frame: Frame, call: Call, program: string): Result {
  const texts = program === 'cmd' ? readCmdWords(frame, call) : readPowerShellWords(frame, call);
  if (texts === null) {
    emit(frame, { program, args: call.argv.slice(1), call, silent: false });
    return OPAQUE;
  }
  for (const text of texts) {
    if (!isKnown(text)) doubtScript(frame, call.span, program);
    frame.session.chargeText(text);
    const plain = text.replaceAll(HOLE, '');
    take(frame, { call, program, reading: program === 'cmd' ? readCmd(plain) : readPowerShell(plain) });
  }
  return OPAQUE;
}

/** What the other reader found, at the place of this command. */
function take(
  frame: Frame,
  { call, program, reading }: { readonly call: Call; readonly program: string; readonly reading: ShellReading },
): void {
  const via: Via = { program, place: 'here', where: null };
  for (const execution of reading.executions)
    frame.session.add({
      ...execution,
      pipedInto: [...execution.pipedInto],
      via: [...frame.via, via, ...execution.via],
      span: call.span,
    });
  for (const { code, explanation } of reading.doubts) frame.session.doubt(code, call.span, explanation);
}

function wordsOf(call: Call): readonly string[] {
  return call.argv.map((arg) => soleText(arg.alts) ?? HOLE);
}

function inputTexts(frame: Frame): readonly string[] | null {
  return frame.stdin.kind === 'inherited' ? null : textsOf(frame.stdin);
}

function readCmdWords(frame: Frame, call: Call): readonly string[] | null {
  const at = wordsOf(call).findIndex((word) => /^\/{1,2}[ckr]/i.test(word));
  if (at < 0) return inputTexts(frame);
  const inline = (wordsOf(call)[at] ?? '').replace(/^\/{1,2}[ckr]/i, '');
  const rest: readonly Arg[] = call.argv.slice(at + 1);
  return joinArgs(rest).map((text) => (inline === '' ? text : `${inline} ${text}`));
}

/** Parameters may be cut short: `-enc`, `-c`, `-nop`. */
function readPowerShellWords(frame: Frame, call: Call): readonly string[] | null {
  const words = wordsOf(call);
  for (let at = 1; at < words.length; at += 1) {
    const word = (words[at] ?? '').toLowerCase();
    if (/^[-/]e(?:c|nc\w*)?$/.test(word)) return [decodeCommand(words[at + 1] ?? HOLE)];
    if (/^[-/]c(?:o\w*)?$/.test(word))
      return words[at + 1] === '-' ? inputTexts(frame) : joinArgs(call.argv.slice(at + 1));
    if (/^[-/]f(?:i\w*)?$/.test(word)) return [HOLE];
    if (/^[-/](?:v\w*|help|h|\?)$/.test(word) || word === '--version') return null;
    if (/^[-/](?:ex\w*|ep|w\w*|inputf\w*|in|outputf\w*|o\w*|psc\w*|config\w*|settings\w*)$/.test(word)) at += 1;
    else if (!/^[-/]/.test(word)) return joinArgs(call.argv.slice(at));
  }
  return inputTexts(frame);
}

/** Base64 of UTF-16. */
function decodeCommand(text: string): string {
  if (!isKnown(text) || !/^[A-Za-z0-9+/=\s]+$/.test(text)) return HOLE;
  return Buffer.from(text, 'base64').toString('utf16le').replaceAll('\0', '');
}
