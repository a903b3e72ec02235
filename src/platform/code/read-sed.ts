import type { GrowingCode } from './scan.js';

interface SedScan {
  readonly code: string;
  readonly found: GrowingCode;
  at: number;
}

/** Files that only show something. */
const SHOWN = /^\/dev\/(?:stdout|stderr|null)$/;

/** The commands `w`, `W`, `e` and the flags `w`, `e` of `s`; everything else of sed edits a stream. */
export function readSed(code: string, found: GrowingCode): void {
  const scan: SedScan = { code, found, at: 0 };
  while (scan.at < code.length) {
    skip(scan, /[\s;{}]+|#[^\n]*/y);
    if (scan.at >= code.length) return;
    skipAddresses(scan);
    if (!readCommand(scan)) return void found.doubts.push('The sed program could not be read.');
  }
}

function skip(scan: SedScan, pattern: RegExp): string | null {
  pattern.lastIndex = scan.at;
  const text = pattern.exec(scan.code)?.[0] ?? null;
  if (text !== null) scan.at += text.length;
  return text;
}

function skipAddresses(scan: SedScan): void {
  const address = /(?:\d+(?:~\d+)?|\$|\/(?:[^/\\\n]|\\[\s\S])*\/[IM]*|\\([^\\\n])(?:(?!\1)[^\\]|\\[\s\S])*\1[IM]*)/y;
  if (skip(scan, address) !== null) {
    skip(scan, /\s*,\s*/y);
    skip(scan, /[+~]?\d+/y);
    skip(scan, address);
  }
  skip(scan, /\s*(?:!\s*)*/y);
}

function readCommand(scan: SedScan): boolean {
  const command = scan.code.charAt(scan.at);
  scan.at += 1;
  if (command === '{' || command === '}' || command === ';' || command === '') return true;
  if ('=dDgGhHlnNpPqQxzF'.includes(command)) return skip(scan, /[ \t\d]*/y) !== null;
  if (':btTrRv'.includes(command))
    return skip(scan, command === 'r' || command === 'R' ? /[^\n]*/y : /[^\n;}]*/y) !== null;
  if ('aic'.includes(command)) return skip(scan, /(?:[^\n\\]|\\[\s\S])*/y) !== null;
  if (command === 'w' || command === 'W') return writesTo(scan);
  if (command === 'e') return executes(scan);
  if (command === 's' || command === 'y') return substitutes(scan, command);
  return false;
}

function writesTo(scan: SedScan): boolean {
  const target = (skip(scan, /[^\n]*/y) ?? '').trim();
  if (!SHOWN.test(target)) scan.found.calls.push({ name: 'w', does: 'overwrite', target });
  return true;
}

function executes(scan: SedScan): boolean {
  const text = (skip(scan, /[^\n]*/y) ?? '').trim();
  if (text === '') scan.found.doubts.push('sed runs the lines that it reads.');
  else scan.found.shellTexts.push(text);
  return true;
}

function substitutes(scan: SedScan, command: string): boolean {
  const mark = scan.code.charAt(scan.at);
  if (mark === '' || mark === '\n' || mark === '\\') return false;
  scan.at += 1;
  if (!skipPart(scan, mark) || !skipPart(scan, mark)) return false;
  if (command === 'y') return true;
  const flags = skip(scan, /[gpiIMme\d]*/y) ?? '';
  if (flags.includes('e')) scan.found.doubts.push('sed runs what a substitution makes.');
  if (scan.code.charAt(scan.at) === 'w') {
    scan.at += 1;
    return writesTo(scan);
  }
  return true;
}

/** Up to the next mark that is not escaped and in no bracket. */
function skipPart(scan: SedScan, mark: string): boolean {
  for (let at = scan.at; at < scan.code.length; at += 1) {
    const character = scan.code.charAt(at);
    if (character === '\\') at += 1;
    else if (character === mark) {
      scan.at = at + 1;
      return true;
    }
  }
  return false;
}
