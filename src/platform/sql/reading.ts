/** What a text given to a database's own client would do, statement by statement. */
export interface SqlReading {
  readonly statements: readonly SqlStatement[];
  /** Why parts of it could not be understood; each is a reason to hold. */
  readonly doubts: readonly string[];
}

export type SqlEngine = 'postgresql' | 'mysql' | 'sqlite' | 'redis' | 'mongodb';

/**
 * - `read`: changes nothing
 * - `add`: only adds (CREATE, INSERT, GRANT), or is undone by a known statement
 * - `change`: changes or removes some rows, named by a condition
 * - `mass_change`: UPDATE or DELETE of every row, TRUNCATE
 * - `drop`: DROP of a table, column, database; FLUSHALL
 * - `disrupt`: ends sessions, shuts the server down, locks it, changes its settings or who may log in
 * - `shell`: runs a program on the host or reads and writes its files (`COPY … PROGRAM`, `\!`, `INTO OUTFILE`)
 * - `opaque`: cannot be known before it runs (`DO`, `EXECUTE`, `EVAL`, a file)
 */
export type SqlEffect = 'read' | 'add' | 'change' | 'mass_change' | 'drop' | 'disrupt' | 'shell' | 'opaque';

export interface SqlStatement {
  readonly effect: SqlEffect;
  /** `DELETE`, `DROP DATABASE`, `FLUSHALL` */
  readonly verb: string;
  /** Tables, databases, keys; [] when it names none. */
  readonly targets: readonly string[];
  readonly targetKind: 'database' | 'schema' | 'table' | 'column' | 'role' | 'key' | 'collection' | 'server' | 'other';
  /** For `shell`: the text that a shell is given, when it is known. */
  readonly shellText: string | null;
  readonly text: string;
}
