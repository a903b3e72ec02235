import { readCode } from '../code/read-code.js';
import { loadSqlParser, readSql } from '../sql/read-sql.js';
import { readShell } from './read-shell.js';

/** Every parser, ready for use; the SQL one is WebAssembly and has to be loaded first. */
export async function loadReaders(): Promise<{
  readShell: typeof readShell;
  readSql: typeof readSql;
  readCode: typeof readCode;
}> {
  await loadSqlParser();
  return { readShell, readSql, readCode };
}
