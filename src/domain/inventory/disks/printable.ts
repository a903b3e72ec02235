const MAX_LENGTH = 80;

/** A bounded, printable piece of what a host said, for a message. */
export function printable(text: string): string {
  const clean = text.slice(0, MAX_LENGTH).replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?');
  return clean === '' ? '(no name)' : clean;
}
