import { readMongodb } from './mongodb/read-mongodb.js';
import { readMysql } from './mysql/read-mysql.js';
import { readPostgresql } from './postgresql/read-postgresql.js';
import type { SqlEngine, SqlReading } from './reading.js';
import { readRedis } from './redis/read-redis.js';
import { readSqlite } from './sqlite/read-sqlite.js';
import { doubtOnly, MAX_SQL_CHARACTERS } from './statement.js';

export { loadSqlParser } from './load-sql-parser.js';

const READERS: Readonly<Record<SqlEngine, (text: string) => SqlReading>> = {
  postgresql: readPostgresql,
  mysql: readMysql,
  sqlite: readSqlite,
  redis: readRedis,
  mongodb: readMongodb,
};

/**
 * What a text would do that is given to a database’s own client (psql, mysql or mariadb, sqlite3, redis-cli, mongosh),
 * with the client’s own commands. Never throws; what cannot be understood is a doubt. PostgreSQL needs `loadSqlParser()`
 * before; until then its texts are doubts.
 */
export function readSql(text: string, engine: SqlEngine): SqlReading {
  if (text.length > MAX_SQL_CHARACTERS) return doubtOnly(`The text is longer than ${MAX_SQL_CHARACTERS} characters.`);
  if (text.includes('\0')) return doubtOnly('The text holds a NUL character.');
  try {
    return READERS[engine](text);
  } catch (error) {
    // A parser’s own limits (memory, stack) end here as well: not understood is held, never let through.
    return doubtOnly(`The text could not be parsed: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
}
