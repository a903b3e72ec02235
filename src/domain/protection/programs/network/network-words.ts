export const WAY = { targetKind: 'interface', targetClass: 'critical' } as const;

export const NET = { targets: 'none', targetKind: 'interface', targetClass: 'critical' } as const;

export const ADDED = { targetKind: 'interface', targetClass: 'ordinary' } as const;
