import { readMoment } from './dates.js';
import type { TagComponent } from './tag-components.js';
import { COUNTER_WORDS, PRERELEASE_WORDS } from './tag-words.js';

export interface Prerelease {
  readonly label: string;
  readonly rank: number;
  readonly numbers: readonly number[];
}

export interface Suffix {
  readonly prerelease: Prerelease | null;
  readonly counters: readonly number[];
  /** What is left, with holes: `-debian-11-r{n}`. */
  readonly template: string;
}

interface Found {
  readonly template: string;
  readonly counters?: readonly number[];
  readonly prerelease?: Prerelease;
  /** How many components it took. */
  readonly took: number;
}

type Reader = (components: readonly TagComponent[], index: number, hasPrerelease: boolean) => Found | null;

const MAX_DIGITS = 15;
const MAX_REVISION_DIGITS = 5;
// Two counters have a digit of their own.
const NUMBERED_WORD = /^(k3s|rke2r|[a-z]+)(\d+(?:\.\d+)*)?$/i;

const READERS: readonly Reader[] = [readPrerelease, readCounter, readRevision, readDate, readHash];

/** Reads what follows the version. The first component has no separator when it is glued to the version. */
export function readSuffix(components: readonly TagComponent[]): Suffix {
  let prerelease: Prerelease | null = null;
  const counters: number[] = [];
  let template = '';
  for (let index = 0; index < components.length;) {
    const found = readAt(components, index, prerelease !== null);
    prerelease ??= found.prerelease ?? null;
    counters.push(...(found.counters ?? []));
    template += found.template;
    index += found.took;
  }
  return { prerelease, counters, template };
}

function readAt(components: readonly TagComponent[], index: number, hasPrerelease: boolean): Found {
  for (const read of READERS) {
    const found = read(components, index, hasPrerelease);
    if (found !== null) return found;
  }
  const component = components[index];
  return { template: `${component?.separator ?? ''}${component?.text ?? ''}`, took: 1 };
}

/** `rc1`, `rc.1`, `rc-1`, `beta`, `alpha.1.2`; wherever it stands, but only the first one. */
function readPrerelease(components: readonly TagComponent[], index: number, hasPrerelease: boolean): Found | null {
  if (hasPrerelease) return null;
  const found = readNumberedWord(components, index);
  const word = PRERELEASE_WORDS.get(found?.word ?? '');
  if (found === null || word === undefined) return null;
  const { numbers, took, word: label } = found;
  const isGlued = index === 0 && took === 1 && ['', '.'].includes(components[index]?.separator ?? '');
  if (word.needs !== 'nothing' && numbers.length === 0) return null;
  if (word.needs === 'glued_number' && !isGlued) return null;
  return { template: '', prerelease: { label, rank: word.rank, numbers }, took };
}

/** `-ls132`, `-build.5`, `u302`. */
function readCounter(components: readonly TagComponent[], index: number): Found | null {
  const found = readNumberedWord(components, index);
  if (found === null || found.numbers.length !== 1 || !COUNTER_WORDS.has(found.word)) return null;
  const text = components
    .slice(index, index + found.took)
    .map((component) => `${component.separator}${component.text}`)
    .join('');
  return { template: text.replace(/\d+$/, '{n}'), counters: found.numbers, took: found.took };
}

/** A plain number directly behind the version is a revision of the packaging: `3.0.1-2`. */
function readRevision(components: readonly TagComponent[], index: number): Found | null {
  const component = components[index];
  if (index !== 0 || component?.kind !== 'number' || component.text.length > MAX_REVISION_DIGITS) return null;
  if (component.text.includes('.')) return null;
  return { template: `${component.separator}{n}`, counters: [Number(component.text)], took: 1 };
}

/** The day of the build, wherever it stands. Six digits are a date only as a version of their own. */
function readDate(components: readonly TagComponent[], index: number): Found | null {
  const component = components[index];
  if (component === undefined) return null;
  const { text, kind, separator } = component;
  if (kind === 'stamp') {
    const numbers = text.split(/[^0-9]+/).filter((part) => part !== '');
    const form = numbers.map((part) => part.length).join('');
    return { template: `${separator}{iso${form}${text.charAt(4)}}`, counters: numbers.map(Number), took: 1 };
  }
  if (kind !== 'number' || text.length < 8 || text.length > MAX_DIGITS) return null;
  const moment = readMoment(text);
  if (moment === null) return null;
  return { template: `${separator}{${moment}${text.length}}`, counters: [Number(text)], took: 1 };
}

/** Which commit it was has no order. */
function readHash(components: readonly TagComponent[], index: number): Found | null {
  const component = components[index];
  return component?.kind === 'hash' ? { template: `${component.separator}{hash}`, took: 1 } : null;
}

/** A word with the number in it, or in the next component behind a dot or the same separator. */
function readNumberedWord(
  components: readonly TagComponent[],
  index: number,
): { readonly word: string; readonly numbers: readonly number[]; readonly took: number } | null {
  const component = components[index];
  if (component === undefined || component.kind !== 'word') return null;
  const match = NUMBERED_WORD.exec(component.text);
  if (match === null) return null;
  const word = (match[1] ?? '').toLowerCase();
  const next = components[index + 1];
  const own = readNumbers(match[2]);
  if (own === null) return null;
  if (own.length > 0) {
    // beta2.1: the dot between two digits is in the word already.
    return { word, numbers: own, took: 1 };
  }
  const isFollowed = next?.kind === 'number' && (next.separator === '.' || next.separator === component.separator);
  const following = isFollowed ? readNumbers(next.text) : null;
  return following === null ? { word, numbers: [], took: 1 } : { word, numbers: following, took: 2 };
}

function readNumbers(text: string | undefined): readonly number[] | null {
  if (text === undefined) return [];
  const parts = text.split('.');
  return parts.some((part) => part.length > MAX_DIGITS) ? null : parts.map(Number);
}
