import type { Arguments } from '../read-arguments.js';
import { textsOf } from '../rule-kinds.js';

/** Verbs only: what has a slash or an at in it is a name. */
export const words = (given: Arguments): string =>
  textsOf(given.plain)
    .filter((text) => !/^[^/]+[/@]/.test(text))
    .join(' ')
    .toLowerCase();
