/** systemd's units of time; months and years do not occur in offsets that a clock can have. */
const SECONDS_OF: Readonly<Record<string, number>> = {
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** systemd's `+1.204ms`, `-356us`, `1min 2.3s`; null for anything else. */
export function readTimespanSeconds(text: string | undefined): number | null {
  const [, sign, rest] = /^([-+]?)\s*(.+)$/.exec((text ?? '').trim().slice(0, 100)) ?? [];
  if (rest === undefined) return null;
  if (rest === '0') return 0;
  let seconds = 0;
  for (const piece of rest.split(' ')) {
    const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,9})?)([a-zµμ]+)$/.exec(piece) ?? [];
    const factor = SECONDS_OF[unit ?? ''];
    if (amount === undefined || factor === undefined) return null;
    seconds += Number(amount) * factor;
  }
  const rounded = Math.round(seconds * 1e9) / 1e9;
  return sign === '-' ? 0 - rounded : rounded;
}
