export const USER = { targetKind: 'user', targetClass: 'credential' } as const;
