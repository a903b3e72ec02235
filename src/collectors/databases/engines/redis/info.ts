/** What `INFO all` says: every key it has, known here or not. */
export interface RedisInfo {
  readonly fields: ReadonlyMap<string, string>;
  /** By number: `db0:keys=1,expires=0,avg_ttl=0`; an empty one has no line. undefined: the section is not there. */
  readonly keyspace: readonly KeyspaceEntry[] | undefined;
  readonly replicas: readonly ReplicaEntry[];
  /** `cmdstat_get:calls=1,usec=5,…`: most time first. */
  readonly commands: readonly CommandEntry[];
}

export interface KeyspaceEntry {
  readonly database: number;
  readonly keys: number | null;
  readonly expires: number | null;
}

export interface ReplicaEntry {
  readonly address: string | null;
  readonly state: string | null;
  readonly offset: number | null;
  /** Since its last acknowledgement. */
  readonly lagSeconds: number | null;
}

export interface CommandEntry {
  readonly name: string;
  readonly calls: number | null;
  readonly microseconds: number | null;
  readonly failedCalls: number | null;
}

const MAX_LINES = 5000;
const MAX_VALUE = 500;
const MAX_ENTRIES = 256;
const KEPT_COMMANDS = 10;

/** Lines of `key:value`, with CRLF or LF, sections with `#`. What it does not understand it leaves. Never throws. */
export function parseInfo(text: string): RedisInfo {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/, MAX_LINES)) {
    const colon = line.indexOf(':');
    if (line.startsWith('#') || colon < 1) continue;
    fields.set(line.slice(0, colon), line.slice(colon + 1, colon + 1 + MAX_VALUE).trim());
  }
  const entries = [...fields];
  const matching = (pattern: RegExp): [string, Pairs][] =>
    entries
      .flatMap(([key, value]): [string, Pairs][] => {
        const name = pattern.exec(key)?.[1];
        return name === undefined ? [] : [[name, readPairs(value)]];
      })
      .slice(0, MAX_ENTRIES);
  return {
    fields,
    keyspace: /^# Keyspace\b/m.test(text) ? matching(/^db(\d{1,6})$/).map(readKeyspace) : undefined,
    replicas: matching(/^(?:slave|replica)(\d{1,4})$/).map(([, pairs]) => readReplica(pairs)),
    commands: matching(/^cmdstat_(.{1,64})$/)
      .map(([name, pairs]) => readCommand(name, pairs))
      .toSorted((a, b) => (b.microseconds ?? 0) - (a.microseconds ?? 0))
      .slice(0, KEPT_COMMANDS),
  };
}

type Pairs = ReadonlyMap<string, string>;

function readKeyspace([name, pairs]: readonly [string, Pairs]): KeyspaceEntry {
  return {
    database: Number(name),
    keys: readInteger(pairs.get('keys')),
    expires: readInteger(pairs.get('expires')),
  };
}

function readPairs(value: string): Pairs {
  return new Map(
    value.split(',').map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function readReplica(pairs: Pairs): ReplicaEntry {
  const address = pairs.get('ip');
  const port = pairs.get('port');
  return {
    address: address === undefined ? null : `${address}:${port ?? '?'}`,
    state: pairs.get('state') ?? null,
    offset: readInteger(pairs.get('offset')),
    lagSeconds: readInteger(pairs.get('lag')),
  };
}

function readCommand(name: string, pairs: Pairs): CommandEntry {
  return {
    name,
    calls: readInteger(pairs.get('calls')),
    microseconds: readInteger(pairs.get('usec')),
    failedCalls: readInteger(pairs.get('failed_calls')),
  };
}

/** null for what is absent or no count; -1 stands for “never” in some fields and is none either. */
export function readInteger(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : null;
}

export function readDecimal(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : null;
}

/** `1` and `0`; null for anything else. */
export function readFlag(text: string | undefined): boolean | null {
  if (text === '1') return true;
  return text === '0' ? false : null;
}
