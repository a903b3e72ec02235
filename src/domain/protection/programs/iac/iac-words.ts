import type { Arguments } from '../read-arguments.js';

export const verb = (given: Arguments): string => given.subcommand[0] ?? '';

export const ALL = { targets: 'none', targetKind: 'resource', targetClass: 'critical' } as const;
