interface ImplausibleRow {
  readonly is: (celsius: number) => boolean;
  readonly reason: string;
}

const READINGS: readonly ImplausibleRow[] = [
  { is: (celsius) => celsius <= -55, reason: 'below what such sensors can read: −273, −128, −62 of open inputs' },
  { is: (celsius) => celsius >= 127 && celsius <= 128, reason: 'full scale of a signed byte: nothing is connected' },
  { is: (celsius) => celsius >= 150, reason: 'above what such sensors can read: 255, 255.5, 65261.8' },
];

const LIMITS: readonly ImplausibleRow[] = [{ is: (celsius) => celsius <= 0, reason: 'an unset register' }, ...READINGS];

/** Null for a reading that no working sensor gives. */
export function plausibleReading(celsius: number | undefined): number | null {
  return judge(celsius, READINGS);
}

/** Null for a limit that nobody set. */
export function plausibleLimit(celsius: number | undefined): number | null {
  return judge(celsius, LIMITS);
}

function judge(celsius: number | undefined, rows: readonly ImplausibleRow[]): number | null {
  if (celsius === undefined || !Number.isFinite(celsius)) return null;
  return rows.some(({ is }) => is(celsius)) ? null : Math.round(celsius * 1000) / 1000;
}
