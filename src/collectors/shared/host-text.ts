const MAX_TEXT = 200;

/** Untrusted text for facts: bounded, without control characters and halves of characters (jsonb refuses both). */
export function cutText(text: string, maxLength: number = MAX_TEXT): string {
  return text.slice(0, maxLength).replaceAll(/[\p{Cc}\p{Cs}]/gu, '');
}

/** The same, but null for nothing. */
export function cutOrNull(text: string | undefined, maxLength: number = MAX_TEXT): string | null {
  const cut = text === undefined ? '' : cutText(text, maxLength).trim();
  return cut === '' ? null : cut;
}
