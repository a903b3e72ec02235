import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import type { Measurement } from '../../engine.js';
import { findingOf, rounded } from '../limit.js';
import { rateReader } from '../rates.js';
import type { MongodbAnswers } from './answers.js';
import { booleanAt, listAt, numberAt, textAt } from './documents.js';
import { MONGODB_LIMITS } from './limits.js';
import { readPlainValues, type MongodbValues } from './metrics.js';
import { judgePressure, readPressure, type Pressure } from './pressure.js';
import { countedMembers, judgeReplicaSet, readOplog, readReplicaSet, type ReplicaSet } from './replica-set.js';

export interface JudgeContext {
  readonly previous: Measurement | undefined;
  readonly elapsedSeconds: number | undefined;
}

/** Answers to a measurement. Pure; a part that is missing costs what depends on it and nothing else. */
export function judgeMongodb(answers: MongodbAnswers, context: JudgeContext): Measurement {
  const { serverStatus } = answers;
  const pressure = readPressure(serverStatus);
  const set = readReplicaSet(answers.replSetStatus, answers.replSetConfig);
  const oplog = readOplog(serverStatus);
  const plain = readPlainValues(serverStatus);
  const rateOf = rateReader({ ...context, current: plain, uptimeName: 'mongodb_uptime_seconds' });
  const rates = {
    assertsPerSecond: rateOf('mongodb_asserts_regular_total'),
    cursorsTimedOutPerSecond: rateOf('mongodb_cursors_timed_out_total'),
  };
  const databases = readDatabases(answers.databases);
  return {
    status: 'online',
    statusReason: null,
    version: versionOf(answers) ?? context.previous?.version ?? null,
    role: roleOf(answers.hello),
    details: withoutUndefined({
      pressure: serverStatus === undefined ? undefined : withoutUndefined({ ...pressure }),
      rates: withoutUndefined(rates),
      replicaSet: set,
      oplog,
      databases,
      storageEngine: textAt(serverStatus, 'storageEngine', 'name'),
    }),
    findings: [
      ...judgePressure(pressure),
      ...judgeRates(rates),
      ...(set === undefined ? [] : judgeReplicaSet(set)),
      ...(oplog?.full === true ? judgeOplog(oplog.windowSeconds) : []),
    ],
    values: { ...plain, ...pressureValues(pressure), ...setValues(set), ...restOfValues(oplog, databases) },
    errors: answers.errors,
  };
}

export function versionOf({
  buildInfo,
  serverStatus,
}: Pick<MongodbAnswers, 'buildInfo' | 'serverStatus'>): string | undefined {
  return textAt(buildInfo, 'version') ?? textAt(serverStatus, 'version');
}

/** By `hello`, which every server answers to anyone; older ones called it isMaster. */
export function roleOf(hello: unknown): string | null {
  if (textAt(hello, 'msg') === 'isdbgrid') return 'mongos';
  const isSet = textAt(hello, 'setName') !== undefined;
  const isPrimary = booleanAt(hello, 'isWritablePrimary') ?? booleanAt(hello, 'ismaster');
  if (booleanAt(hello, 'arbiterOnly') === true) return 'arbiter';
  if (isPrimary === true) return isSet ? 'primary' : 'standalone';
  if (booleanAt(hello, 'secondary') === true) return 'secondary';
  return isSet ? 'member' : null;
}

function judgeRates(
  rates: Readonly<Record<'assertsPerSecond' | 'cursorsTimedOutPerSecond', number | undefined>>,
): DatabaseFinding[] {
  return [
    ...findingOf('asserts', rates.assertsPerSecond, MONGODB_LIMITS.assertsPerSecond, (value) => {
      return `${rounded(value)} internal assertions a second: see the server’s log.`;
    }),
    ...findingOf(
      'cursors_timed_out',
      rates.cursorsTimedOutPerSecond,
      MONGODB_LIMITS.cursorsTimedOutPerSecond,
      (value) => {
        return `${rounded(value)} cursors a second are left open by clients until they time out.`;
      },
    ),
  ];
}

function judgeOplog(windowSeconds: number): readonly DatabaseFinding[] {
  return findingOf('oplog_short', windowSeconds / 3600, MONGODB_LIMITS.oplogWindowHours, (hours) => {
    return `The oplog reaches back ${rounded(hours)} hours: a member that is away for longer must copy everything anew.`;
  });
}

function pressureValues({ read, write }: Pressure): MongodbValues {
  return {
    ...(read.available === undefined ? {} : { mongodb_read_tickets_available: read.available }),
    ...(write.available === undefined ? {} : { mongodb_write_tickets_available: write.available }),
    ...(read.queued === undefined ? {} : { mongodb_queued_reads: read.queued }),
    ...(write.queued === undefined ? {} : { mongodb_queued_writes: write.queued }),
  };
}

function setValues(set: ReplicaSet | undefined): MongodbValues {
  if (set === undefined) return {};
  const counted = countedMembers(set).map(({ lagSeconds }) => lagSeconds);
  const known = counted.filter((lag) => lag !== null);
  return {
    mongodb_replica_set_members: set.members.length,
    mongodb_replica_set_down_members: set.members.filter(({ healthy }) => healthy === false).length,
    mongodb_replica_set_has_primary: Number(set.hasPrimary),
    // A lag that nobody can tell is no lag of 0, and then there is no worst one either.
    ...(counted.length === 0
      ? {}
      : { mongodb_replication_lag_seconds: known.length === counted.length ? Math.max(...known) : null }),
  };
}

interface Databases {
  readonly count: number;
  readonly sizeBytes: number | undefined;
  readonly largest: readonly { readonly name: string; readonly sizeBytes: number | null }[];
}

const LARGEST = 20;

function readDatabases(answer: unknown): Databases | undefined {
  const list = listAt(answer, 'databases');
  if (list === undefined) return undefined;
  const sized = list.map((database) => ({
    name: textAt(database, 'name') ?? '',
    sizeBytes: numberAt(database, 'sizeOnDisk') ?? null,
  }));
  const largest = sized.toSorted((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0)).slice(0, LARGEST);
  return { count: list.length, sizeBytes: numberAt(answer, 'totalSize'), largest };
}

function restOfValues(
  oplog: { readonly windowSeconds: number } | undefined,
  databases: Databases | undefined,
): MongodbValues {
  return {
    ...(oplog === undefined ? {} : { mongodb_oplog_window_seconds: oplog.windowSeconds }),
    ...(databases === undefined ? {} : { mongodb_databases: databases.count }),
    ...(databases?.sizeBytes === undefined ? {} : { mongodb_data_bytes: databases.sizeBytes }),
  };
}

function withoutUndefined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
