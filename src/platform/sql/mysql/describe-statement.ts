import type { SqlStatement } from '../reading.js';
import { makeStatement, outputShellText } from '../statement.js';
import { changesEveryRow, hasWord, topLevel } from '../tokens/conditions.js';
import { behindWith, matchRow, namesIn } from '../tokens/statement-table.js';
import type { SqlToken } from '../tokens/tokenize-sql.js';
import { MYSQL_ROWS } from './statement-rows.js';

/** What one statement of MySQL or MariaDB does; null: its verb is not known. */
export function describeMysqlStatement(given: readonly SqlToken[], text: string): SqlStatement | null {
  const tokens = behindWith(skipOpening(given));
  const first = tokens[0]?.kind === 'word' ? tokens[0].value : '';
  if (first === 'EXPLAIN' || first === 'DESCRIBE' || first === 'DESC')
    return makeStatement({ effect: 'read', verb: first, text });
  // MariaDB: ANALYZE runs the statement that follows it; only its tables are looked up by ANALYZE TABLE.
  const analyzed = tokens.findIndex(({ value }) => ['SELECT', 'UPDATE', 'DELETE', 'INSERT', 'REPLACE'].includes(value));
  if (first === 'ANALYZE' && !hasWord(tokens.slice(1, 3), 'TABLE', 'TABLES') && analyzed > 0) {
    return describeMysqlStatement(tokens.slice(analyzed), text);
  }
  if (first === 'DELETE' || first === 'UPDATE') return changeOfRows(first, tokens, text);
  // SQL Server: sessions are ended, or nobody gets in any more.
  if (first === 'ALTER' && hasWord(tokens, 'OFFLINE', 'SINGLE_USER', 'RESTRICTED_USER', 'READ_ONLY', 'EMERGENCY'))
    return makeStatement({ effect: 'disrupt', verb: 'ALTER DATABASE SET', text, targetKind: 'database' });
  if (first === 'ALTER' && hasWord(tokens.slice(1, 4), 'TABLE')) return alterTable(tokens, text);
  if (first === 'SET') return describeSet(tokens, text);
  if (first === 'GRANT' && givesAll(tokens))
    return makeStatement({ effect: 'disrupt', verb: 'GRANT', text, targetKind: 'role' });
  if (first === 'FLUSH' && hasWord(tokens, 'LOCK'))
    return makeStatement({ effect: 'disrupt', verb: 'FLUSH TABLES WITH READ LOCK', text, targetKind: 'server' });
  const writes = outfile(tokens, text);
  if (writes !== null) return writes;
  const matched = matchRow(tokens, MYSQL_ROWS);
  if (matched === null) return null;
  const { row, verb, rest } = matched;
  const effect = row.effect === 'add' && verb.startsWith('LOAD') && hasWord(tokens, 'REPLACE') ? 'change' : row.effect;
  return makeStatement({ effect, verb, text, targets: namesIn(rest), targetKind: row.targetKind ?? 'other' });
}

/** Every right on everything, or the right to give rights away. */
function givesAll(tokens: readonly SqlToken[]): boolean {
  const rules = hasWord(tokens, 'OPTION', 'SUPER', 'FILE', 'SHUTDOWN', 'ADMIN', 'SYSTEM_USER');
  const onAll = /\bON \* ?\. ?\*/.test(tokens.map(({ value }) => value).join(' '));
  return rules || (hasWord(tokens, 'ALL') && onAll);
}

/** `(SELECT …)` may begin with parentheses. */
function skipOpening(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const first = tokens.findIndex(({ kind, value }) => !(kind === 'symbol' && value === '('));
  return first <= 0 ? tokens : tokens.slice(first);
}

function changeOfRows(verb: string, tokens: readonly SqlToken[], text: string): SqlStatement {
  const effect = changesEveryRow(tokens) ? 'mass_change' : 'change';
  return makeStatement({ effect, verb, text, targets: namesIn(tokens.slice(1)), targetKind: 'table' });
}

function alterTable(tokens: readonly SqlToken[], text: string): SqlStatement {
  const tableAt = tokens.findIndex(({ value }) => value === 'TABLE');
  const rest = tokens.slice(tableAt + 1);
  const base = { verb: 'ALTER TABLE', text, targets: namesIn(rest).slice(0, 1), targetKind: 'table' } as const;
  const outside = topLevel(rest);
  const drops = outside.findIndex(({ kind, value }) => kind === 'word' && value === 'DROP');
  if (drops !== -1) {
    const what = outside[drops + 1]?.value ?? '';
    if (['INDEX', 'KEY', 'FOREIGN', 'CONSTRAINT', 'CHECK', 'PRIMARY', 'DEFAULT'].includes(what)) {
      return makeStatement({ ...base, effect: 'change', verb: `ALTER TABLE DROP ${what}` });
    }
    return makeStatement({
      ...base,
      effect: 'drop',
      verb: what === 'PARTITION' ? 'ALTER TABLE DROP PARTITION' : 'ALTER TABLE DROP COLUMN',
    });
  }
  if (hasWord(outside, 'TRUNCATE'))
    return makeStatement({ ...base, effect: 'mass_change', verb: 'ALTER TABLE TRUNCATE PARTITION' });
  if (hasWord(outside, 'DISCARD'))
    return makeStatement({ ...base, effect: 'drop', verb: 'ALTER TABLE DISCARD TABLESPACE' });
  // ClickHouse: `ALTER TABLE t DELETE WHERE …`, `… CLEAR COLUMN x`.
  if (hasWord(outside.slice(1), 'DELETE', 'CLEAR', 'DETACH'))
    return makeStatement({ ...base, effect: 'mass_change', verb: 'ALTER TABLE DELETE' });
  const changes = hasWord(outside, 'MODIFY', 'CHANGE', 'CONVERT', 'COALESCE', 'EXCHANGE');
  return makeStatement({ ...base, effect: changes ? 'change' : 'add' });
}

/** Variables of the session are the client’s own; those of the server are not. */
function describeSet(tokens: readonly SqlToken[], text: string): SqlStatement {
  const server =
    hasWord(topLevel(tokens), 'GLOBAL', 'PERSIST', 'PERSIST_ONLY', 'PASSWORD') ||
    tokens.some(({ kind, value }) => kind === 'variable' && /^@@(?:global|persist)/i.test(value));
  return makeStatement({ effect: server ? 'disrupt' : 'read', verb: 'SET', text, targetKind: 'server' });
}

/** `SELECT … INTO OUTFILE '/x'` writes a file of the server’s host. */
function outfile(tokens: readonly SqlToken[], text: string): SqlStatement | null {
  const at = tokens.findIndex(({ kind, value }) => kind === 'word' && (value === 'OUTFILE' || value === 'DUMPFILE'));
  const file = tokens[at + 1];
  if (at === -1 || file === undefined) return null;
  return makeStatement({
    effect: 'shell',
    verb: `INTO ${tokens[at]?.value ?? ''}`,
    text,
    shellText: outputShellText(file.value),
  });
}
