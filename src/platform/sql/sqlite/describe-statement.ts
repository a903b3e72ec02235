import type { SqlStatement } from '../reading.js';
import { makeStatement, outputShellText } from '../statement.js';
import { changesEveryRow, hasWord } from '../tokens/conditions.js';
import { behindWith, matchRow, namesIn } from '../tokens/statement-table.js';
import type { StatementRow } from '../tokens/statement-table.js';
import type { SqlToken } from '../tokens/tokenize-sql.js';

const SQLITE_ROWS: readonly StatementRow[] = [
  {
    words: 'SELECT|VALUES|EXPLAIN|BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|DETACH',
    effect: 'read',
    targetKind: 'table',
  },
  { words: 'ATTACH', effect: 'add', targetKind: 'database' },
  { words: 'INSERT OR REPLACE', effect: 'change', targetKind: 'table' },
  { words: 'REPLACE', effect: 'change', targetKind: 'table' },
  { words: 'INSERT', effect: 'add', targetKind: 'table' },
  { words: 'CREATE TEMP|TEMPORARY? VIRTUAL? TABLE', effect: 'add', targetKind: 'table' },
  { words: 'CREATE|ANALYZE|REINDEX|VACUUM', effect: 'add' },
  { words: 'DROP TABLE', effect: 'drop', targetKind: 'table' },
  { words: 'DROP VIEW|INDEX|TRIGGER', effect: 'drop' },
];

/** Functions that do more than compute; only the program `sqlite3` has them. */
const WRITING_FUNCTIONS: Readonly<Record<string, 'file' | 'opaque'>> = {
  WRITEFILE: 'file',
  LOAD_EXTENSION: 'opaque',
  EDIT: 'opaque',
};

/** What one statement of SQLite does; null: its verb is not known. */
export function describeSqliteStatement(given: readonly SqlToken[], text: string): SqlStatement | null {
  const tokens = behindWith(given);
  const first = tokens[0]?.value ?? '';
  const called = writingFunction(given, text);
  if (called !== null && first !== 'EXPLAIN') return called;
  if (first === 'DELETE' || first === 'UPDATE') {
    const effect = changesEveryRow(tokens) ? 'mass_change' : 'change';
    const names = namesIn(tokens.slice(hasWord(tokens.slice(1, 2), 'OR') ? 3 : 1));
    return makeStatement({ effect, verb: first, text, targets: names, targetKind: 'table' });
  }
  if (first === 'PRAGMA') return describePragma(tokens, text);
  if (first === 'ALTER') {
    const drops = hasWord(tokens, 'DROP');
    const verb = drops ? 'ALTER TABLE DROP COLUMN' : 'ALTER TABLE';
    return makeStatement({
      effect: drops ? 'drop' : 'add',
      verb,
      text,
      targets: namesIn(tokens.slice(1)).slice(0, 1),
      targetKind: 'table',
    });
  }
  const matched = matchRow(tokens, SQLITE_ROWS);
  if (matched === null) return null;
  const { row, verb, rest } = matched;
  return makeStatement({
    effect: row.effect,
    verb,
    text,
    targets: namesIn(rest),
    targetKind: row.targetKind ?? 'other',
  });
}

function writingFunction(tokens: readonly SqlToken[], text: string): SqlStatement | null {
  for (const [index, token] of tokens.entries()) {
    const kind = token.kind === 'string' ? undefined : WRITING_FUNCTIONS[token.value.toUpperCase()];
    if (kind === undefined || tokens[index + 1]?.value !== '(') continue;
    if (kind === 'opaque') return makeStatement({ effect: 'opaque', verb: token.value.toLowerCase(), text });
    const file = tokens[index + 2];
    const shellText = file?.kind === 'string' ? outputShellText(file.value) : null;
    return makeStatement({ effect: 'shell', verb: 'writefile', text, shellText });
  }
  return null;
}

/** Asking for a setting reads; setting one is undone by setting it back, but two of them let data be damaged. */
function describePragma(tokens: readonly SqlToken[], text: string): SqlStatement {
  const dangerous = tokens.some(({ value }) => /^(?:writable_schema|ignore_check_constraints)$/i.test(value));
  const sets = tokens.some(({ kind, value }) => kind === 'symbol' && value === '=');
  if (!sets) return makeStatement({ effect: 'read', verb: 'PRAGMA', text, targetKind: 'database' });
  return makeStatement({ effect: dangerous ? 'disrupt' : 'add', verb: 'PRAGMA', text, targetKind: 'database' });
}
