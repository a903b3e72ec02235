import type { Arguments } from '../read-arguments.js';
import { textsOf } from '../rule-kinds.js';

export const words = (given: Arguments): readonly string[] => textsOf(given.plain).map((text) => text.toLowerCase());

export const RESOURCE = { targetKind: 'resource' } as const;

export const GIVEN_LAST = { targets: 'last', ...RESOURCE } as const;

export const KEY = { targetKind: 'key' } as const;
