import type { HereDoc, Redirection } from 'unbash';
import { PRINTED_BESIDE, type Redirect } from '../reading.js';
import { expandParts } from '../expand/expand-parts.js';
import { glue } from '../expand/pieces.js';
import { expandToArg, expandToValue } from '../expand/expand-word.js';
import type { Feed } from '../values/feed.js';
import { HOLE, soleText, toWord, type Arg } from '../values/value.js';
import type { Frame, Result } from './frame.js';
import { readFileTexts, writeFileTexts } from './paths.js';

/** What the redirects of a command come to. */
export interface Redirected {
  readonly redirects: readonly Redirect[];
  /** null: as before. */
  readonly stdin: Feed | null;
  /** Where its output goes; `gone`: to no pipe. */
  readonly output: 'inherited' | 'gone';
  readonly files: readonly { readonly path: Arg; readonly append: boolean }[];
}

interface Building {
  redirects: Redirect[];
  stdin: Feed | null;
  output: 'inherited' | 'gone';
  files: { path: Arg; append: boolean }[];
}

export function applyRedirects(frame: Frame, redirections: readonly Redirection[]): Redirected {
  const building: Building = { redirects: [], stdin: null, output: 'inherited', files: [] };
  for (const redirection of redirections) {
    frame.session.charge(1);
    if (redirection.type === 'HereDoc') building.stdin = readHereDoc(frame, redirection);
    else if (redirection.type === 'HereString') {
      const texts = redirection.target ? expandToValue(frame, redirection.target).map(({ text }) => `${text}\n`) : [''];
      building.stdin = { kind: 'text', texts, from: [] };
    } else if (redirection.target) addRedirect(frame, building, redirection);
  }
  return building;
}

function readHereDoc(frame: Frame, { body, closing, operator, delimiter, pos, end }: HereDoc): Feed {
  if (!closing) frame.session.doubt('parse_error', frame.source.spanOf(pos, end), 'The heredoc has no end.');
  const strip = (text: string): string => (operator === '<<-' ? text.replace(/^\t+/gm, '') : text);
  if (delimiter?.quoted || !body.parts) {
    frame.session.chargeText(body.text);
    const text = delimiter?.quoted
      ? body.text
      : body.text.replace(/\\([\\$`\n])/g, (_, c: string) => (c === '\n' ? '' : c));
    return { kind: 'text', texts: [strip(text)], from: [] };
  }
  const texts = glue(frame, expandParts(frame, body.parts, true)).map(({ text }) => strip(text));
  return { kind: 'text', texts, from: [] };
}

function addRedirect(frame: Frame, building: Building, redirection: Extract<Redirection, { type: 'Redirect' }>): void {
  const { operator, descriptor } = redirection;
  if (!redirection.target) return;
  const target = expandToArg(frame, redirection.target);
  const text = soleText(target.alts);
  const number = descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined;
  const input = operator === '<' || operator === '<&' || operator === '<>';
  if ((operator === '>&' || operator === '<&') && text !== undefined && /^(?:\d+-?|-)$/.test(text)) {
    duplicate(building, { input, text, number });
    return;
  }
  const shown = operator === '>&' ? '&>' : operator === '<&' ? '<' : operator;
  building.redirects.push({ operator: shown, target: toWord(target) });
  if (input) {
    if (descriptor === undefined || number === 0) building.stdin = feedOfFile(frame, target);
    return;
  }
  const stdout = operator.startsWith('&') || operator === '>&' || descriptor === undefined || number === 1;
  if (!stdout) return;
  building.output = 'gone';
  building.files.push({ path: target, append: operator.endsWith('>>') });
}

/** `2>&1` changes nothing here; `>&2` takes the output out of the pipe. */
function duplicate(
  building: Building,
  { input, text, number }: { readonly input: boolean; readonly text: string; readonly number: number | undefined },
): void {
  const isStdin = number === 0 || (input && number === undefined);
  if (isStdin && text !== '0') building.stdin = text === '-' ? { kind: 'empty' } : { kind: 'opaque', from: [] };
  if (!input && (number === undefined || number === 1) && text !== '1') building.output = 'gone';
}

function feedOfFile(frame: Frame, path: Arg): Feed {
  const texts = readFileTexts(frame, path);
  if (!texts) return { kind: 'file', path };
  return texts.length === 1 && texts[0] === '' ? { kind: 'empty' } : { kind: 'text', texts, from: [] };
}

/** What is printed ends in the files that it is sent to, and is known there. */
export function storeOutput(frame: Frame, { files, output }: Redirected, result: Result): Result {
  const last = files.at(-1);
  if (last)
    writeFileTexts(frame, last.path, { texts: result.texts.length > 0 ? result.texts : [HOLE], append: last.append });
  return output === 'gone' ? { ...result, texts: [''] } : result;
}

/** For a redirect that is shown alone: what is written there is printed by what stands beside it, unless that prints nothing. */
export function withPrinted(frame: Frame, { texts }: Result): Frame {
  return texts.every((text) => text === '') ? frame : { ...frame, stdin: { kind: 'opaque', from: [PRINTED_BESIDE] } };
}
