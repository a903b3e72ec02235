import type { SqlStatement } from '../reading.js';
import { makeStatement, outputShellText } from '../statement.js';
import { FUNCTIONS, NODE_EFFECTS, TABLE_COMMANDS } from './node-effects.js';
import { isTrivialCondition } from './trivial-condition.js';
import { listAt, nameOf, nameOfRelation, textAt, treeAt } from './tree.js';
import type { Tree } from './tree.js';

type Describe = (node: Tree, text: string) => readonly SqlStatement[];

const DROPPED: Readonly<Record<string, SqlStatement['targetKind']>> = {
  OBJECT_TABLE: 'table',
  OBJECT_FOREIGN_TABLE: 'table',
  OBJECT_SCHEMA: 'schema',
};

const DESCRIBERS: Readonly<Record<string, Describe>> = {
  SelectStmt: (node, text) => {
    const into = treeAt(treeAt(node, 'intoClause') ?? {}, 'rel');
    if (into === null) return [makeStatement({ effect: 'read', verb: 'SELECT', text })];
    return [makeStatement({ effect: 'add', verb: 'SELECT INTO', text, ...tables([nameOfRelation(into)]) })];
  },
  CreateTableAsStmt: (_node, text) => [makeStatement({ effect: 'add', verb: 'CREATE TABLE AS', text })],
  DeleteStmt: (node, text) => [changeOfRows('DELETE', node, text)],
  UpdateStmt: (node, text) => [changeOfRows('UPDATE', node, text)],
  MergeStmt: (node, text) => [
    makeStatement({ effect: 'change', verb: 'MERGE', text, ...tables([nameOfRelation(treeAt(node, 'relation'))]) }),
  ],
  DropStmt: describeDrop,
  AlterTableStmt: describeAlterTable,
  CopyStmt: describeCopy,
  VacuumStmt: (node, text) => {
    const full = listAt(node, 'options').some(
      (option) => textAt(treeAt(option, 'DefElem') ?? {}, 'defname') === 'full',
    );
    const relations = listAt(node, 'rels').map((rel) =>
      nameOfRelation(treeAt(treeAt(rel, 'VacuumRelation') ?? {}, 'relation')),
    );
    return [
      makeStatement({
        effect: full ? 'disrupt' : 'add',
        verb: full ? 'VACUUM FULL' : 'VACUUM',
        text,
        ...tables(relations),
      }),
    ];
  },
  GrantStmt: (node, text) => [grantOrRevoke(node, text)],
  GrantRoleStmt: (node, text) => [grantOrRevoke(node, text)],
  AlterRoleStmt: describeAlterRole,
  CreateRoleStmt: describeCreateRole,
  AlterDatabaseStmt: (_node, text) => [
    makeStatement({ effect: 'disrupt', verb: 'ALTER DATABASE', text, targetKind: 'database' }),
  ],
  AlterSubscriptionStmt: (node, text) => {
    const kind = textAt(node, 'kind') ?? '';
    const effect = /ENABLED|DROP|SET_PUBLICATION|SKIP/.test(kind) ? 'disrupt' : 'add';
    return [makeStatement({ effect, verb: 'ALTER SUBSCRIPTION', text })];
  },
  ExplainStmt: (_node, text) => [makeStatement({ effect: 'read', verb: 'EXPLAIN', text })],
};

/** What one statement node does by itself, without what is nested in it. Unknown kinds are opaque. */
export function describeStatement(type: string, node: Tree, text: string): readonly SqlStatement[] {
  const describe = Object.hasOwn(DESCRIBERS, type) ? DESCRIBERS[type] : undefined;
  if (describe !== undefined) return describe(node, text);
  const known = Object.hasOwn(NODE_EFFECTS, type) ? NODE_EFFECTS[type] : undefined;
  if (known !== undefined) return [makeStatement({ ...known, text, targets: targetsOf(node) })];
  const verb = type
    .replace(/Stmt$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
  if (/^(?:Create|Alter)/.test(type)) return [makeStatement({ effect: 'add', verb, text, targets: targetsOf(node) })];
  if (type.startsWith('Drop')) return [makeStatement({ effect: 'drop', verb, text, targets: targetsOf(node) })];
  return [makeStatement({ effect: 'opaque', verb, text })];
}

/** A call of a function that does more than compute; null for all others. */
export function describeCall(call: Tree, text: string): SqlStatement | null {
  const name = functionName(call);
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known !== undefined) return makeStatement({ ...known, text });
  return name.startsWith('pg_drop_') ? makeStatement({ effect: 'drop', verb: name, text, targetKind: 'server' }) : null;
}

/** The last word of its name, in lower case: `pg_catalog.lo_export` is `lo_export`. */
export function functionName(call: Tree): string {
  const last = listAt(call, 'funcname').at(-1);
  return last === undefined ? '' : nameOf(last).toLowerCase();
}

function tables(targets: readonly string[]): Pick<SqlStatement, 'targets' | 'targetKind'> {
  return { targets: targets.filter((target) => target !== ''), targetKind: 'table' };
}

function targetsOf(node: Tree): readonly string[] {
  const named = [
    textAt(node, 'dbname'),
    textAt(node, 'tablespacename'),
    textAt(node, 'subname'),
    textAt(node, 'extname'),
  ];
  const relations = [treeAt(node, 'relation'), treeAt(node, 'rel')].map(nameOfRelation);
  const lists = ['relations', 'roles', 'objects'].flatMap((key) => listAt(node, key).map(nameOf));
  return [...named.filter((name) => name !== null), ...relations, ...lists].filter((name) => name !== '');
}

function changeOfRows(verb: string, node: Tree, text: string): SqlStatement {
  const condition = treeAt(node, 'whereClause');
  const mass = condition === null || isTrivialCondition(condition);
  const targets = tables([nameOfRelation(treeAt(node, 'relation'))]);
  return makeStatement({ effect: mass ? 'mass_change' : 'change', verb, text, ...targets });
}

function describeDrop(node: Tree, text: string): readonly SqlStatement[] {
  const removed = textAt(node, 'removeType') ?? '';
  const kind = removed.replace('OBJECT_', '').replaceAll('_', ' ');
  const verb = `DROP ${kind === 'MATVIEW' ? 'MATERIALIZED VIEW' : kind}`;
  const targetKind = DROPPED[removed] ?? 'other';
  return [makeStatement({ effect: 'drop', verb, text, targets: listAt(node, 'objects').map(nameOf), targetKind })];
}

function describeAlterTable(node: Tree, text: string): readonly SqlStatement[] {
  const relation = nameOfRelation(treeAt(node, 'relation'));
  const commands = listAt(node, 'cmds').map((command) => treeAt(command, 'AlterTableCmd') ?? {});
  const found = commands.flatMap((command) => {
    const known = TABLE_COMMANDS[textAt(command, 'subtype') ?? ''];
    if (known === undefined) return [];
    const column = known.targetKind === 'column' ? `.${textAt(command, 'name') ?? ''}` : '';
    return [makeStatement({ ...known, text, targets: [`${relation}${column}`] })];
  });
  return found.length > 0
    ? found
    : [makeStatement({ effect: 'add', verb: 'ALTER TABLE', text, ...tables([relation]) })];
}

function describeCopy(node: Tree, text: string): readonly SqlStatement[] {
  const file = textAt(node, 'filename');
  const targets = tables([nameOfRelation(treeAt(node, 'relation'))]);
  if (node['is_program'] === true)
    return [makeStatement({ effect: 'shell', verb: 'COPY PROGRAM', text, shellText: file })];
  if (node['is_from'] === true) return [makeStatement({ effect: 'add', verb: 'COPY FROM', text, ...targets })];
  if (file === null) return [makeStatement({ effect: 'read', verb: 'COPY TO', text, ...targets })];
  return [makeStatement({ effect: 'shell', verb: 'COPY TO', text, shellText: outputShellText(file) })];
}

/** Their members read and write the files of the server, start programs on it, or are not asked for anything. */
const RULING_ROLES =
  /^(pg_(execute_server_program|(read|write)_server_files|write_all_data|signal_backend)|postgres|.*superuser.*|.*admin)$/;

function grantOrRevoke(node: Tree, text: string): SqlStatement {
  const grants = node['is_grant'] === true;
  const roles = listAt(node, 'granted_roles').map(
    (role) => textAt(treeAt(role, 'AccessPriv') ?? {}, 'priv_name') ?? '',
  );
  const rules = node['grant_option'] === true || roles.some((role) => RULING_ROLES.test(role));
  const targets = ['grantees', 'grantee_roles'].flatMap((key) => listAt(node, key).map(nameOf));
  return makeStatement({
    effect: grants && !rules ? 'add' : 'disrupt',
    verb: grants ? 'GRANT' : 'REVOKE',
    text,
    targets,
    targetKind: 'role',
  });
}

/** Options that keep a role from logging in, or take rights from it. */
const TAKING = new Set(['canlogin', 'superuser', 'createdb', 'createrole', 'isreplication', 'bypassrls', 'inherit']);

/** With them a role is stopped by nothing. */
const RULING = new Set(['superuser', 'createrole', 'isreplication', 'bypassrls']);

const isRuling = (option: Tree): boolean =>
  RULING.has(textAt(option, 'defname') ?? '') && treeAt(treeAt(option, 'arg') ?? {}, 'Boolean')?.['boolval'] === true;

function describeCreateRole(node: Tree, text: string): readonly SqlStatement[] {
  const rules = listAt(node, 'options').some((option) => isRuling(treeAt(option, 'DefElem') ?? {}));
  const targets = [textAt(node, 'role') ?? ''];
  return [makeStatement({ effect: rules ? 'disrupt' : 'add', verb: 'CREATE ROLE', text, targets, targetKind: 'role' })];
}

function describeAlterRole(node: Tree, text: string): readonly SqlStatement[] {
  const options = listAt(node, 'options').map((option) => treeAt(option, 'DefElem') ?? {});
  const disrupts = options.some((option) => {
    const name = textAt(option, 'defname') ?? '';
    const given = treeAt(treeAt(option, 'arg') ?? {}, 'Boolean');
    return (
      isRuling(option) ||
      name === 'password' ||
      name === 'validUntil' ||
      (TAKING.has(name) && given?.['boolval'] !== true)
    );
  });
  const targets = [nameOf({ RoleSpec: treeAt(node, 'role') ?? {} })];
  return [
    makeStatement({ effect: disrupts ? 'disrupt' : 'add', verb: 'ALTER ROLE', text, targets, targetKind: 'role' }),
  ];
}
