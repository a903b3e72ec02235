import type { Arguments } from '../read-arguments.js';
import { textsOf } from '../rule-kinds.js';

/** `ip` takes any beginning of a word: `ip l s eth0 d`. */
export const starts =
  (whole: string, least: number) =>
  (text: string): boolean =>
    text.length >= least && whole.startsWith(text);

export const isLink = starts('link', 1);

export const isAddress = (text: string): boolean => starts('address', 1)(text) || starts('addrlabel', 5)(text);

export const isRoute = starts('route', 1);

export const isRule = starts('rule', 2);

export const isNeighbour = (text: string): boolean => starts('neighbour', 1)(text) || starts('neighbor', 1)(text);

export const isShow = (text: string): boolean =>
  ['', 'help'].includes(text) ||
  starts('show', 2)(text) ||
  starts('list', 1)(text) ||
  text === 'ls' ||
  starts('get', 1)(text) ||
  starts('monitor', 1)(text) ||
  text === 'save' ||
  text === 'showdump' ||
  text === 'identify' ||
  text === 'pids';

export interface Sentence {
  readonly object: string;
  readonly verb: string;
  readonly rest: readonly string[];
}

export function sentenceOf(given: Arguments): Sentence {
  const [object = '', verb = '', ...rest] = textsOf(given.plain).map((text) => text.toLowerCase());
  return { object, verb, rest };
}

export const says =
  (test: (sentence: Sentence) => boolean) =>
  (given: Arguments): boolean =>
    test(sentenceOf(given));
