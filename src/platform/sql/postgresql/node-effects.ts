import type { SqlEffect, SqlStatement } from '../reading.js';

type TargetKind = SqlStatement['targetKind'];

export interface NodeEffect {
  readonly effect: SqlEffect;
  readonly verb: string;
  readonly targetKind: TargetKind;
}

function row(effect: SqlEffect, verb: string, targetKind: TargetKind = 'other'): NodeEffect {
  return { effect, verb, targetKind };
}

/** Statements whose effect does not depend on what they hold; the others have code in describe-node.ts. */
export const NODE_EFFECTS: Readonly<Record<string, NodeEffect>> = {
  TransactionStmt: row('read', 'TRANSACTION'),
  VariableSetStmt: row('read', 'SET'),
  VariableShowStmt: row('read', 'SHOW'),
  DeclareCursorStmt: row('read', 'DECLARE'),
  FetchStmt: row('read', 'FETCH'),
  ClosePortalStmt: row('read', 'CLOSE'),
  DiscardStmt: row('read', 'DISCARD'),
  ConstraintsSetStmt: row('read', 'SET CONSTRAINTS'),
  PrepareStmt: row('read', 'PREPARE'),
  DeallocateStmt: row('read', 'DEALLOCATE'),
  ListenStmt: row('read', 'LISTEN'),
  UnlistenStmt: row('read', 'UNLISTEN'),
  LockStmt: row('read', 'LOCK', 'table'),
  NotifyStmt: row('add', 'NOTIFY'),
  CheckPointStmt: row('add', 'CHECKPOINT', 'server'),
  CommentStmt: row('add', 'COMMENT'),
  SecLabelStmt: row('add', 'SECURITY LABEL'),
  InsertStmt: row('add', 'INSERT', 'table'),
  ReindexStmt: row('add', 'REINDEX', 'table'),
  RefreshMatViewStmt: row('add', 'REFRESH', 'table'),
  RenameStmt: row('add', 'RENAME'),
  ReassignOwnedStmt: row('add', 'REASSIGN OWNED', 'role'),
  ViewStmt: row('add', 'CREATE VIEW'),
  IndexStmt: row('add', 'CREATE INDEX'),
  RuleStmt: row('add', 'CREATE RULE'),
  DefineStmt: row('add', 'CREATE'),
  CompositeTypeStmt: row('add', 'CREATE TYPE'),
  ImportForeignSchemaStmt: row('add', 'IMPORT FOREIGN SCHEMA'),
  AlterDatabaseSetStmt: row('add', 'ALTER DATABASE SET', 'database'),
  AlterRoleSetStmt: row('add', 'ALTER ROLE SET', 'role'),
  ClusterStmt: row('disrupt', 'CLUSTER', 'table'),
  AlterSystemStmt: row('disrupt', 'ALTER SYSTEM', 'server'),
  AlterTableMoveAllStmt: row('disrupt', 'ALTER TABLE ALL', 'table'),
  DropdbStmt: row('drop', 'DROP DATABASE', 'database'),
  DropTableSpaceStmt: row('drop', 'DROP TABLESPACE', 'server'),
  DropOwnedStmt: row('drop', 'DROP OWNED', 'schema'),
  DropRoleStmt: row('drop', 'DROP ROLE', 'role'),
  DropUserMappingStmt: row('drop', 'DROP USER MAPPING', 'role'),
  DropSubscriptionStmt: row('drop', 'DROP SUBSCRIPTION', 'other'),
  TruncateStmt: row('mass_change', 'TRUNCATE', 'table'),
  DoStmt: row('opaque', 'DO'),
  ExecuteStmt: row('opaque', 'EXECUTE'),
  CallStmt: row('opaque', 'CALL'),
  LoadStmt: row('opaque', 'LOAD', 'server'),
};

/** What `ALTER TABLE` does that is more than an addition. */
export const TABLE_COMMANDS: Readonly<Record<string, NodeEffect>> = {
  AT_DropColumn: row('drop', 'ALTER TABLE DROP COLUMN', 'column'),
  AT_DropConstraint: row('change', 'ALTER TABLE DROP CONSTRAINT', 'table'),
  AT_AlterColumnType: row('change', 'ALTER TABLE ALTER COLUMN TYPE', 'column'),
  AT_DropNotNull: row('add', 'ALTER TABLE DROP NOT NULL', 'column'),
  AT_DetachPartition: row('disrupt', 'ALTER TABLE DETACH PARTITION', 'table'),
  AT_DisableTrig: row('disrupt', 'ALTER TABLE DISABLE TRIGGER', 'table'),
  AT_DisableTrigAll: row('disrupt', 'ALTER TABLE DISABLE TRIGGER', 'table'),
  AT_DisableTrigUser: row('disrupt', 'ALTER TABLE DISABLE TRIGGER', 'table'),
  AT_DisableRule: row('disrupt', 'ALTER TABLE DISABLE RULE', 'table'),
  AT_DisableRowSecurity: row('disrupt', 'ALTER TABLE DISABLE ROW LEVEL SECURITY', 'table'),
  AT_NoForceRowSecurity: row('disrupt', 'ALTER TABLE NO FORCE ROW LEVEL SECURITY', 'table'),
  AT_SetUnLogged: row('change', 'ALTER TABLE SET UNLOGGED', 'table'),
  AT_SetTableSpace: row('disrupt', 'ALTER TABLE SET TABLESPACE', 'table'),
};

/** Functions that do more than compute; those not listed are taken to read. */
export const FUNCTIONS: Readonly<Record<string, NodeEffect>> = {
  pg_terminate_backend: row('disrupt', 'pg_terminate_backend', 'server'),
  pg_cancel_backend: row('disrupt', 'pg_cancel_backend', 'server'),
  pg_promote: row('disrupt', 'pg_promote', 'server'),
  pg_wal_replay_pause: row('disrupt', 'pg_wal_replay_pause', 'server'),
  pg_reload_conf: row('add', 'pg_reload_conf', 'server'),
  pg_rotate_logfile: row('add', 'pg_rotate_logfile', 'server'),
  pg_switch_wal: row('add', 'pg_switch_wal', 'server'),
  pg_backup_start: row('add', 'pg_backup_start', 'server'),
  pg_create_restore_point: row('add', 'pg_create_restore_point', 'server'),
  pg_replication_slot_advance: row('disrupt', 'pg_replication_slot_advance', 'server'),
  pg_replication_origin_drop: row('drop', 'pg_replication_origin_drop', 'server'),
  pg_drop_replication_slot: row('drop', 'pg_drop_replication_slot', 'server'),
  pg_truncate_visibility_map: row('change', 'pg_truncate_visibility_map', 'table'),
  lo_unlink: row('change', 'lo_unlink', 'other'),
  lo_export: row('shell', 'lo_export', 'server'),
  pg_file_write: row('shell', 'pg_file_write', 'server'),
  pg_file_unlink: row('shell', 'pg_file_unlink', 'server'),
  pg_file_rename: row('shell', 'pg_file_rename', 'server'),
  dblink_exec: row('opaque', 'dblink_exec', 'server'),
  dblink: row('opaque', 'dblink', 'server'),
  dblink_send_query: row('opaque', 'dblink_send_query', 'server'),
  drop_chunks: row('drop', 'drop_chunks', 'table'),
  unschedule: row('disrupt', 'cron.unschedule', 'other'),
  setval: row('add', 'setval', 'other'),
  nextval: row('add', 'nextval', 'other'),
};

/** Functions that run a statement given as text. */
export const STATEMENT_FUNCTIONS: ReadonlySet<string> = new Set([
  'query_to_xml',
  'query_to_xmlschema',
  'query_to_xml_and_xmlschema',
  'crosstab',
  'ts_stat',
  'schedule',
  'schedule_in_database',
]);
