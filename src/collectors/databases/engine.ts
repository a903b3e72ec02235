import type { Duplex } from 'node:stream';
import type { DatabaseEngine, DatabaseFinding, DatabaseStatus } from '../../domain/inventory/database-instance.js';
import type { AnyCommand } from '../../platform/commands/index.js';
import type { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { MeasureAccess, MetricDefinition } from '../collector.js';

/** One database server of a host, as discovery found it. */
export interface Endpoint {
  readonly engine: DatabaseEngine;
  /** `<engine>:<port>`, `<engine>:socket:<path>`, `<engine>:container:<name>:<port>`. */
  readonly identity: string;
  /** As seen from the host; null when it has a unix socket only. */
  readonly address: string | null;
  readonly port: number | null;
  readonly socketPath: string | null;
  readonly containerId: string | null;
  readonly containerName: string | null;
  /** listener, process, socket, container, package, unit, protocol. */
  readonly foundBy: readonly string[];
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** What an engine's measuring gives. Every part that failed costs only itself. */
export interface Measurement {
  readonly status: DatabaseStatus;
  readonly statusReason: string | null;
  readonly version: string | null;
  /** Corrects the engine where only its answer tells: MariaDB behind a process called mysqld. */
  readonly engine?: DatabaseEngine;
  readonly role: string | null;
  /** Plain JSON, camelCase, by topic; a part that could not be read is absent. Kept as `previous`. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly findings: readonly DatabaseFinding[];
  /** Counters (cumulative) and gauges by metric name of the client's `metricDefinitions`; null: asked, no number. */
  readonly values: Readonly<Record<string, number | null>>;
  /** It refused the login, and answered all the same. */
  readonly loginRefused?: boolean;
  /** One for each part that failed; no secret in any message. */
  readonly errors: readonly RemoteError[];
}

/** A unix socket of our own that leads to the database, for drivers that take no stream. */
export interface LocalForward {
  readonly path: string;
  close(): Promise<void>;
  /** What made a connection fail: the RemoteError of the far end, which a driver sees only as a closed socket. */
  cause(): unknown;
}

export interface MeasureInput {
  readonly endpoint: Endpoint;
  /** A byte stream to the database. Rejects with a RemoteError. */
  readonly connect: () => Promise<Duplex>;
  /** Closed by the caller of `measure` in any case; closing it earlier does no harm. With `tls` its far end is in TLS. */
  readonly forward: (options?: { readonly tls: boolean }) => Promise<LocalForward>;
  readonly runLocal: MeasureAccess['run'];
  readonly login: Login | undefined;
  /** What the last collection measured, when it did. */
  readonly previous: Measurement | undefined;
  readonly elapsedSeconds: number | undefined;
  /** What the last collection gave, whatever its status: for what a client must remember while nobody may log in. */
  readonly last?: Measurement | undefined;
  /** Aborts when the time for this database is up. */
  readonly signal: AbortSignal;
}

/** Measures one kind of server: one connection, read-only, five seconds a statement. */
export interface EngineClient {
  readonly engines: readonly DatabaseEngine[];
  readonly metricDefinitions: readonly MetricDefinition[];
  /** Commands of its local fallback, for the registry. */
  readonly commandDefinitions: readonly AnyCommand[];
  /** Gives `login_required`, `offline`, `starting` as values; a rejection counts as `unknown`. */
  readonly measure: (input: MeasureInput) => Promise<Measurement>;
}
