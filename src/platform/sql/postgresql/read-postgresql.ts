import { parseSync } from 'libpg-query';
import type { SqlReading, SqlStatement } from '../reading.js';
import { doubtOnly, makeStatement, MAX_STATEMENTS, startReading } from '../statement.js';
import type { GrowingReading } from '../statement.js';
import { describeCall, describeStatement, functionName } from './describe-node.js';
import { STATEMENT_FUNCTIONS } from './node-effects.js';
import { readPsqlCommand } from './psql-commands.js';
import { takeOutPsqlCommands } from './take-out-psql-commands.js';
import { isTree, listAt, nameOf, textAt, treeAt, visitNodes } from './tree.js';
import type { Tree } from './tree.js';

/** Beyond these the parser’s own stack is near its end, and after that its memory cannot be trusted. */
const MAX_DEPTH = 200;
const MAX_OPERATORS = 2500;
/** Statements within literals within statements. */
const MAX_NESTED_TEXTS = 4;

/** Statement kinds that hold others without running them. */
const NOT_RUN = new Set([
  'PrepareStmt',
  'RuleStmt',
  'CreateFunctionStmt',
  'ViewStmt',
  'CreateTrigStmt',
  'CreatePolicyStmt',
]);

export function readPostgresql(text: string, level = 0): SqlReading {
  if (level > MAX_NESTED_TEXTS) return doubtOnly('Statements are nested too deeply in literals.');
  const taken = takeOutPsqlCommands(text);
  if (taken.depth > MAX_DEPTH || taken.operators > MAX_OPERATORS)
    return doubtOnly('The statement is too deep to be parsed.');
  if (taken.commands.length > MAX_STATEMENTS) return doubtOnly('The text has too many commands of psql.');
  const reading = startReading();
  for (const command of taken.commands) {
    const statement = readPsqlCommand(command);
    if (statement === null) reading.doubts.push(`The psql command ${command.slice(0, 40)} is not known.`);
    else reading.statements.push(statement);
  }
  if (taken.sql.trim() === '') return reading;
  const { stmts } = parseSync(taken.sql);
  const bytes = Buffer.from(taken.sql, 'utf8');
  for (const statement of stmts ?? []) {
    const start = statement.stmt_location ?? 0;
    const end = statement.stmt_len === undefined ? bytes.length : start + statement.stmt_len;
    if (reading.statements.length > MAX_STATEMENTS) return tooMany(reading);
    // White space before a statement belongs to it, for the parser.
    const own = bytes.toString('utf8', start, end).trim();
    if (isTree(statement.stmt)) readStatement(statement.stmt, own, { reading, level });
  }
  return isRolledBack(reading, stmts ?? []) ? asIfUndone(reading) : reading;
}

function tooMany({ statements }: GrowingReading): SqlReading {
  return { statements, doubts: ['The text has too many statements.'] };
}

interface Where {
  readonly reading: GrowingReading;
  readonly level: number;
}

function readStatement(root: Tree, text: string, where: Where): void {
  visitNodes(root, (type, node) => {
    if (type === 'FuncCall') return readCall(node, text, where);
    if (!type.endsWith('Stmt')) return true;
    // A query within a query, which only reads, is no statement of its own.
    if (type !== 'SelectStmt' || treeAt(node, 'intoClause') !== null || root[type] === node) {
      where.reading.statements.push(...describeStatement(type, node, text));
    }
    return type === 'ExplainStmt' ? executes(node) : !NOT_RUN.has(type);
  });
}

function readCall(call: Tree, text: string, where: Where): boolean {
  const statement = describeCall(call, text);
  if (statement !== null) where.reading.statements.push(statement);
  if (!STATEMENT_FUNCTIONS.has(functionName(call))) return true;
  for (const argument of listAt(call, 'args')) {
    const constant = treeAt(argument, 'A_Const');
    const literal = textAt(treeAt(constant ?? {}, 'sval') ?? {}, 'sval');
    if (constant === null) where.reading.doubts.push(`${functionName(call)} runs a statement that is computed.`);
    if (literal === null || !/[a-z]\s/i.test(literal)) continue;
    const inner = readPostgresql(literal, where.level + 1);
    where.reading.statements.push(...inner.statements);
    where.reading.doubts.push(...inner.doubts);
  }
  return true;
}

/** `EXPLAIN ANALYZE` runs what it explains. */
function executes(node: Tree): boolean {
  return listAt(node, 'options').some((option) => {
    const element = treeAt(option, 'DefElem') ?? {};
    if (textAt(element, 'defname')?.toLowerCase() !== 'analyze') return false;
    const given = treeAt(element, 'arg');
    if (given === null) return true;
    const said = nameOf(given).toLowerCase();
    const number = treeAt(given, 'Integer');
    return !(said === 'false' || said === 'off' || said === '0' || (number !== null && (number['ival'] ?? 0) === 0));
  });
}

/** `BEGIN; …; ROLLBACK`: the usual way to try a change. Any other end of the transaction in between spoils it. */
function isRolledBack(reading: GrowingReading, stmts: readonly { readonly stmt?: unknown }[]): boolean {
  if (reading.doubts.length > 0 || stmts.length < 3) return false;
  const kinds = stmts.map(({ stmt }) => (isTree(stmt) ? textAt(treeAt(stmt, 'TransactionStmt') ?? {}, 'kind') : null));
  const inner = kinds.slice(1, -1).filter((kind) => kind !== null);
  const savepoints = ['TRANS_STMT_SAVEPOINT', 'TRANS_STMT_RELEASE', 'TRANS_STMT_ROLLBACK_TO'];
  return (
    (kinds[0] === 'TRANS_STMT_BEGIN' || kinds[0] === 'TRANS_STMT_START') &&
    kinds.at(-1) === 'TRANS_STMT_ROLLBACK' &&
    inner.every((kind) => savepoints.includes(kind)) &&
    !reading.statements.some(({ verb }) => verb.startsWith('\\'))
  );
}

const UNDONE = /^(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|DROP (?!DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER TABLE)/;

function asIfUndone(reading: GrowingReading): SqlReading {
  const undo = (statement: SqlStatement): SqlStatement =>
    UNDONE.test(statement.verb) ? makeStatement({ ...statement, effect: 'read' }) : statement;
  return { statements: reading.statements.map(undo), doubts: [] };
}
