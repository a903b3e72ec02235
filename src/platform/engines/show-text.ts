/** A printable, bounded piece of untrusted text; control characters are shown, line breaks become spaces. */
export function showText(text: string, maxCharacters: number): string {
  const printable = text
    .slice(0, maxCharacters)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Cs}]/gu,
      (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    )
    .trim();
  return text.length > maxCharacters ? `${printable}…` : printable;
}
