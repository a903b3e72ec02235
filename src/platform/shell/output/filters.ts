import { joinBounded } from '../values/join-bounded.js';
import { decodeEscapes } from './echo.js';

const CLASSES: Readonly<Record<string, string>> = {
  '[:upper:]': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '[:lower:]': 'abcdefghijklmnopqrstuvwxyz',
  '[:digit:]': '0123456789',
  '[:space:]': ' \t\n\r\f\v',
  '[:blank:]': ' \t',
};

/** A set of `tr`, written out. */
function readSet(text: string): readonly string[] {
  const named = text.replace(
    /\[:\w{1,8}:\]/g,
    (name) => (Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined) ?? '',
  );
  const characters = Array.from(decodeEscapes(named));
  const all: string[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const [from = '', dash, to] = characters.slice(at, at + 3);
    if (dash === '-' && to !== undefined && to >= from && to.length === 1) {
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0) && all.length < 1_024; code += 1)
        all.push(String.fromCharCode(code));
      at += 2;
    } else all.push(from);
  }
  return all;
}

export function translate(words: readonly string[], input: string): string | undefined {
  const options = words.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
  const [from, to] = words.filter((word) => !/^-[a-zA-Z]+$/.test(word));
  if (from === undefined || /[cCst]/.test(options)) return undefined;
  const source = readSet(from);
  if (options.includes('d')) {
    const dropped = new Set(source);
    return Array.from(input)
      .filter((character) => !dropped.has(character))
      .join('');
  }
  if (to === undefined) return undefined;
  const target = readSet(to);
  const map = new Map(source.map((character, index) => [character, target[index] ?? target.at(-1) ?? '']));
  return Array.from(input)
    .map((character) => map.get(character) ?? character)
    .join('');
}

/** Each field is looked up in the list. */
const MAX_LIST = 64;

/** `cut -c 1-3`, `cut -d: -f2`. */
export function cutText(words: readonly string[], input: string): string | undefined {
  const joined = words.join('\n');
  const match = /^(?:-d\n?(.)\n-f\n?([\d,-]+)|-f\n?([\d,-]+)\n-d\n?(.)|-[cb]\n?([\d,-]+)|-f\n?([\d,-]+))$/s.exec(
    joined,
  );
  if (!match) return undefined;
  const list = match[2] ?? match[3] ?? match[5] ?? match[6] ?? '';
  if (list.length > MAX_LIST) return undefined;
  const delimiter = match[5] === undefined ? (match[1] ?? match[4] ?? '\t') : '';
  const wanted = list.split(',').map((range) => /^(\d*)(-?)(\d*)$/.exec(range));
  const isWanted = (place: number): boolean =>
    wanted.some((range) => {
      const from = Number(range?.[1] || 1);
      return place >= from && place <= (range?.[2] ? Number(range[3] || Infinity) : from);
    });
  return input
    .split('\n')
    .map((line) =>
      delimiter !== '' && !line.includes(delimiter)
        ? line
        : line
            .split(delimiter)
            .filter((_, index) => isWanted(index + 1))
            .join(delimiter),
    )
    .join('\n');
}

/** `sed s/a/b/g` with a plain text to look for; everything else is not computed here. */
export function substitute(words: readonly string[], input: string): string | undefined {
  const scripts = words.filter((word) => word !== '-e');
  const match = /^s(.)((?:(?!\1)[^\\[\]*.^$+?(){}|])*)\1((?:(?!\1)[^\\&])*)\1(g?)$/s.exec(scripts[0] ?? '');
  if (scripts.length !== 1 || !match) return undefined;
  const [, , from = '', to = '', global] = match;
  if (from === '') return undefined;
  const lines = input.split('\n').map((line) => joinBounded(global ? line.split(from) : splitOnce(line, from), to));
  return lines.every((line) => line !== undefined) ? joinBounded(lines, '\n') : undefined;
}

function splitOnce(text: string, by: string): readonly string[] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + by.length)];
}

export function takeLines(words: readonly string[], input: string, which: 'first' | 'last'): string | undefined {
  const text = words.join('');
  const match = /^(?:-n?(\d{1,6})|-c(\d{1,6})|)$/.exec(text.replace('--lines=', '-n').replace('--bytes=', '-c'));
  if (!match) return undefined;
  if (match[2] !== undefined)
    return which === 'first' ? input.slice(0, Number(match[2])) : input.slice(-Number(match[2]) || input.length);
  const count = Number(match[1] ?? 10);
  const lines = input.replace(/\n$/, '').split('\n');
  const taken = which === 'first' ? lines.slice(0, count) : lines.slice(count === 0 ? lines.length : -count);
  return taken.length === 0 ? '' : `${taken.join('\n')}\n`;
}
