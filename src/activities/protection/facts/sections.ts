/** Heads a part of an answer; a host cannot put one into another part unnoticed: parts come in a known order, once each. */
const HEAD = /^==([a-z_]{1,20})$/;
const MOST_LINES = 50_000;
const MAX_TEXT = 512;

/** The lines of each part. A part that was not asked for, or comes again, is left out. */
export function splitSections(
  output: { readonly stdout: Buffer; readonly truncated: boolean },
  names: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const text = output.stdout.toString('utf8');
  const whole = output.truncated ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  const found = new Map<string, string[]>();
  let next = 0;
  for (const line of whole.split('\n').slice(0, MOST_LINES)) {
    const name = HEAD.exec(line)?.[1];
    const place = name === undefined ? -1 : names.indexOf(name);
    if (name !== undefined && place >= next) {
      next = place + 1;
      found.set(name, []);
    } else if (next > 0 && line !== '') {
      found.get(names[next - 1] ?? '')?.push(line);
    }
  }
  return found;
}

/** Untrusted text for facts: bounded, without control characters and halves of characters. */
export function cleanText(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
}

export function orNull(text: string | undefined): string | null {
  const clean = cleanText(text ?? '');
  return clean === '' || clean === '-' ? null : clean;
}

/** `\040` and its like, as kernel and lsblk write what is no plain character. */
export function decodeEscapes(text: string): string {
  return text
    .replaceAll(/\\([0-3][0-7]{2})/g, (_all, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)))
    .replaceAll(/\\x([0-9a-fA-F]{2})/g, (_all, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)));
}
