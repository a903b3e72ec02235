/** Seeded choices: a failing run can be repeated. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Inclusive at both ends. */
  integer(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Any characters that UTF-16 can hold, most of them plain. */
  text(minLength: number, maxLength: number): string;
  uuid(): string;
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const hex = (length: number): string => Array.from({ length }, () => integer(0, 15).toString(16)).join('');
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => items[integer(0, items.length - 1)]!,
    text: (minLength, maxLength) =>
      Array.from({ length: integer(minLength, maxLength) }, () =>
        String.fromCharCode(next() < 0.9 ? integer(0x20, 0x7e) : integer(0, 0xd7ff)),
      ).join(''),
    uuid: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}
