/**
 * Every column that holds an envelope. Rotation of the master key walks this table, and a test compares it with the
 * schema: a new bytea column is either listed here or declared to be no secret.
 */
export interface SecretColumn {
  readonly table: string;
  readonly column: string;
  /** What a person calls it, for plans and reports. */
  readonly label: string;
}

export const SECRET_COLUMNS: readonly SecretColumn[] = [
  { table: 'ssh_keys', column: 'private_key', label: 'SSH private keys' },
  { table: 'server_credentials', column: 'password', label: 'login passwords' },
  { table: 'server_credentials', column: 'sudo_password', label: 'sudo passwords' },
  { table: 'database_instances', column: 'credential_password', label: 'database passwords' },
  { table: 'container_registries', column: 'password', label: 'registry passwords' },
  { table: 'container_registries', column: 'token', label: 'registry tokens' },
  { table: 'container_backups', column: 'config', label: 'container settings in backups' },
  { table: 'users', column: 'totp_secret', label: 'second factors' },
  { table: 'actions', column: 'command', label: 'commands of actions' },
  { table: 'actions', column: 'rollback_command', label: 'commands that undo actions' },
  { table: 'action_runs', column: 'stdout', label: 'output of actions' },
  { table: 'action_runs', column: 'stderr', label: 'error output of actions' },
];
