import type { Arguments } from '../read-arguments.js';
import { textsOf } from '../rule-kinds.js';

export const FIREWALL = { targets: 'none', targetKind: 'firewall', targetClass: 'critical' } as const;

export const words = (given: Arguments): string => textsOf(given.plain).join(' ').toLowerCase();

export const saying =
  (pattern: RegExp) =>
  (given: Arguments): boolean =>
    pattern.test(words(given));
