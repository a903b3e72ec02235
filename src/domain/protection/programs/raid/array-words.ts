export const ARRAY = { targetKind: 'array' } as const;
