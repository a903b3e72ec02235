/** Options by which every client of MySQL and MariaDB is told where the server is and who asks; all take a value. */
export const MYSQL_CONNECTION: readonly string[] = [
  '-h',
  '--host',
  '-u',
  '--user',
  '-P',
  '--port',
  '-S',
  '--socket',
  '--protocol',
  '--default-character-set',
  '--defaults-file',
  '--defaults-extra-file',
  '--login-path',
  '--ssl-ca',
  '--ssl-mode',
  '--connect-timeout',
];
