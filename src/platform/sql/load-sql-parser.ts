import { loadModule } from 'libpg-query';

/** Loads the WASM module of the PostgreSQL parser; `readSql` holds every PostgreSQL text until this is done. */
export async function loadSqlParser(): Promise<void> {
  await loadModule();
}
