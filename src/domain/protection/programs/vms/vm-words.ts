import type { Arguments } from '../read-arguments.js';
import { textsOf } from '../rule-kinds.js';

export const VM = { targetKind: 'vm' } as const;

export const words = (given: Arguments): string => textsOf(given.plain).join(' ').toLowerCase();

export const verb = (given: Arguments): string => given.subcommand[0] ?? '';
