import type { SqlReading, SqlStatement } from './reading.js';

/** Longer texts are held unread: no administrator types them, and a parser’s time grows with them. */
export const MAX_SQL_CHARACTERS = 32 * 1024;
/** More statements and commands are a file, which is looked at elsewhere than in an approval. */
export const MAX_STATEMENTS = 500;
/** How much of a statement’s text is kept for people. */
const MAX_KEPT_CHARACTERS = 400;

type Optional = 'targets' | 'targetKind' | 'shellText';

export function makeStatement(
  part: Pick<SqlStatement, 'effect' | 'verb' | 'text'> & Partial<Pick<SqlStatement, Optional>>,
): SqlStatement {
  const text = part.text.trim();
  const kept = text.length > MAX_KEPT_CHARACTERS ? `${text.slice(0, MAX_KEPT_CHARACTERS)}…` : text;
  return { targets: [], targetKind: 'other', shellText: null, ...part, text: kept };
}

/** A reading that grows while a text is read. */
export interface GrowingReading {
  readonly statements: SqlStatement[];
  readonly doubts: string[];
}

export function startReading(): GrowingReading {
  return { statements: [], doubts: [] };
}

export function doubtOnly(doubt: string): SqlReading {
  return { statements: [], doubts: [doubt] };
}

/** `it’s` becomes one word for a POSIX shell. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What a shell would do that has the same effect as a client that writes its output there: a file, or `|program`. */
export function outputShellText(target: string): string {
  return target.startsWith('|') ? target.slice(1) : `: > ${quoteForShell(target)}`;
}
