export const NONE = { targets: 'none', targetKind: 'package' } as const;
