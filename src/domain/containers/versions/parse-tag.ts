import { isYear, readMoment } from './dates.js';
import { readSuffix, type Prerelease } from './tag-suffix.js';
import { readTagArchitecture, splitTag, type TagComponent } from './tag-components.js';
import { ARTIFACT_ENDINGS, BASE_WORDS, CHANGE_WORDS } from './tag-words.js';

/** What a tag says of its version. Only tags of one `family` can be compared. */
export interface ParsedTag {
  readonly tag: string;
  /** Dates and years are compared among themselves only. */
  readonly scheme: 'semver' | 'calendar';
  /** The whole version is one moment (20240105, 2024-01-05): its numbers say nothing about compatibility. */
  readonly isMoment: boolean;
  readonly numbers: readonly number[];
  readonly prerelease: Prerelease | null;
  /** Builds of the same version, in the order of the tag: 132 of `-ls132`. */
  readonly counters: readonly number[];
  /** Everything but the version, counters and hashes as holes: `v…-debian-11-r{n}`. */
  readonly variant: string;
  /** Variant, scheme and form of the version. */
  readonly family: string;
  readonly architecture: string | null;
}

const MAX_TAG_LENGTH = 128;
const MAX_DIGITS = 15;
// Longer ones are dates, moments, or what is left of a hash.
const MAX_PLAIN_DIGITS = 6;
const HEAD = /^((?:v|ver|version|r|rel|release|b)?)(\d+(?:\.\d+)*)([A-Za-z].*)?$/i;

interface Head {
  readonly numbers: readonly number[];
  readonly scheme: ParsedTag['scheme'];
  readonly isMoment: boolean;
  /** `3`: three parts; `iso6`: a moment with dashes; `date8`: a date of eight digits, and so on. */
  readonly form: string;
}

/** Null when the tag names no version: `latest`, `bookworm`, `pg16`, `sha-1a2b3c4`, `pr-12`. */
export function parseTag(tag: string): ParsedTag | null {
  if (tag.length > MAX_TAG_LENGTH) return null;
  const components = splitTag(tag);
  if (ARTIFACT_ENDINGS.has(components.at(-1)?.text.toLowerCase() ?? '')) return null;
  const index = findHead(components);
  const component = components[index];
  if (component === undefined) return null;
  const before = components.slice(0, index);
  if (before.some(({ text }) => CHANGE_WORDS.has(text.toLowerCase()))) return null;
  return parseAround(tag, { component, before, after: components.slice(index + 1), components });
}

interface Parts {
  readonly component: TagComponent;
  readonly before: readonly TagComponent[];
  readonly after: readonly TagComponent[];
  readonly components: readonly TagComponent[];
}

function parseAround(tag: string, { component, before, after, components }: Parts): ParsedTag | null {
  const match = HEAD.exec(component.text);
  const head = component.kind === 'stamp' ? readStamp(component.text) : readNumbers(match?.[2] ?? '');
  if (head === null) return null;
  const tail = component.kind === 'stamp' ? undefined : match?.[3];
  const rest: TagComponent[] = tail === undefined ? [] : [{ separator: '', text: tail, kind: 'word' }];
  const suffix = readSuffix([...rest, ...after]);
  const lead = `${renderLead(before)}${component.separator}${component.kind === 'stamp' ? '' : (match?.[1] ?? '')}`;
  const variant = `${lead}…${suffix.template}`;
  return {
    tag,
    scheme: head.scheme,
    isMoment: head.isMoment,
    numbers: head.numbers,
    prerelease: suffix.prerelease,
    counters: suffix.counters,
    variant,
    family: `${head.scheme} ${head.form} ${variant}`,
    architecture: readTagArchitecture(components),
  };
}

/** The first piece that is a number, a date, or a number with a known letter before it. */
function findHead(components: readonly TagComponent[]): number {
  return components.findIndex(({ kind, text }, index) => {
    if (kind === 'stamp') return true;
    if (kind !== 'number' && kind !== 'word') return false;
    const base = components[index - 1];
    if (kind === 'number' && base !== undefined && BASE_WORDS.has(base.text.toLowerCase())) return false;
    return HEAD.test(text);
  });
}

function renderLead(before: readonly TagComponent[]): string {
  return before.map(({ separator, text, kind }) => `${separator}${kind === 'hash' ? '{hash}' : text}`).join('');
}

function readStamp(text: string): Head {
  const numbers = text.split(/[^0-9]+/).filter((part) => part !== '');
  // A time without separators (T101500Z) is one run of digits; the form keeps it apart.
  const form = `iso${numbers.map((part) => part.length).join('')}${text.charAt(4)}`;
  return { numbers: numbers.map(Number), scheme: 'calendar', isMoment: true, form };
}

function readNumbers(text: string): Head | null {
  const parts = text.split('.');
  const first = parts[0] ?? '';
  if (text === '' || parts.some((part) => part.length > MAX_DIGITS)) return null;
  const numbers = parts.map(Number);
  const moment = readMoment(first);
  if (moment !== null) {
    return { numbers, scheme: 'calendar', isMoment: true, form: `${moment}${first.length}.${parts.length}` };
  }
  if (first.length === 4 && isYear(Number(first))) {
    return { numbers, scheme: 'calendar', isMoment: false, form: `year${parts.length}` };
  }
  if (first.length > MAX_PLAIN_DIGITS) return null;
  return { numbers, scheme: 'semver', isMoment: false, form: String(parts.length) };
}
