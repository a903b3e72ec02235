import type { DatabaseEngine } from '../../../../domain/inventory/database-instance.js';
import type { Measurement } from '../../engine.js';
import { rateReader } from '../rates.js';
import type { MysqlAnswers } from './answers.js';
import { judgeGalera, readGalera, readSwitch, type Galera } from './galera.js';
import { judgeLoad, readLoad } from './load.js';
import { recallMemory, rememberChannels, rememberSize, type Memory } from './memory.js';
import { readPlainValues, type MysqlValues } from './metrics.js';
import { judgeChannels, judgeMissing, readChannels, type Channel } from './replication.js';
import { readServerVersion } from './server-version.js';

export interface JudgeContext {
  readonly previous: Measurement | undefined;
  readonly last?: Measurement | undefined;
  readonly elapsedSeconds: number | undefined;
  readonly now: Date;
  /** What the client itself wants to remember. */
  readonly remember?: Partial<Memory>;
}

/** Answers to a measurement. Pure; a part that is missing costs what depends on it and nothing else. */
export function judgeMysql(answers: MysqlAnswers, context: JudgeContext): Measurement {
  const { previous, now } = context;
  const { status, variables } = answers;
  const server = readServerVersion(answers.versionText ?? '', answers.comment);
  const known = answers.versionText !== undefined;
  const channels = answers.channels === undefined ? undefined : readChannels(answers.channels);
  const galera = status === undefined ? undefined : readGalera(status, variables);
  const memory = rememberAll(recallMemory(context.last, previous), { channels, galera }, context);
  const readOnly = readSwitch(variables?.get('read_only'));
  const plain = readPlainValues({ status, variables });
  const load = readLoad({ ...answers, values: plain, rateOf: readRates(plain, context) });
  const values: MysqlValues = { ...plain, ...channelValues(channels), ...galeraValues(galera) };
  if (load.historyListLength !== undefined) values.mysql_innodb_history_list_length = load.historyListLength;
  return {
    status: 'online',
    statusReason: null,
    version: known ? server.version : (previous?.version ?? null),
    ...(known ? { engine: server.family satisfies DatabaseEngine } : {}),
    role: roleOf(channels, galera, readOnly),
    details: withoutUndefined({
      server: withoutUndefined({ versionText: answers.versionText, comment: answers.comment, readOnly }),
      load: withoutUndefined({ ...load }),
      replication: channels?.map((channel) => withoutUndefined({ ...channel })),
      galera: galera && withoutUndefined({ ...galera }),
      memory,
      measuredAt: now.toISOString(),
    }),
    findings: [
      ...judgeLoad(load),
      ...judgeChannels(channels ?? []),
      ...judgeMissing(memory.channels, readOnly),
      ...(galera === undefined ? [] : judgeGalera(galera, memory.galera)),
    ],
    values,
    errors: answers.errors,
  };
}

function rememberAll(
  old: Memory,
  seen: { readonly channels: readonly Channel[] | undefined; readonly galera: Galera | undefined },
  { now, remember }: JudgeContext,
): Memory {
  const names = seen.channels?.map(({ name }) => name);
  return {
    ...old,
    ...remember,
    channels: rememberChannels(names, old.channels, now),
    galera: rememberSize(seen.galera?.size, old.galera, now),
  };
}

function readRates(
  current: MysqlValues,
  { previous, elapsedSeconds }: JudgeContext,
): (name: string) => number | undefined {
  return rateReader({ current, previous, elapsedSeconds, uptimeName: 'mysql_uptime_seconds' });
}

function channelValues(channels: readonly Channel[] | undefined): MysqlValues {
  if (channels === undefined) return {};
  const broken = channels.filter(({ lagSeconds }) => lagSeconds === null).length;
  const counted = { mysql_replication_channels: channels.length, mysql_replication_broken_channels: broken };
  if (channels.length === 0) return counted;
  const lags = channels.map(({ lagSeconds }) => lagSeconds);
  // One that is broken has no lag, and then there is no worst one either.
  const known = lags.filter((lag): lag is number => typeof lag === 'number');
  return { ...counted, mysql_replication_lag_seconds: known.length === lags.length ? Math.max(...known) : null };
}

function galeraValues(galera: Galera | undefined): MysqlValues {
  if (galera === undefined) return {};
  const { clusterStatus } = galera;
  return {
    mysql_galera_cluster_size: galera.size ?? null,
    mysql_galera_local_state: galera.localState ?? null,
    mysql_galera_ready: galera.ready === undefined ? null : Number(galera.ready),
    mysql_galera_primary: clusterStatus === undefined ? null : Number(clusterStatus.toLowerCase() === 'primary'),
  };
}

function roleOf(
  channels: readonly Channel[] | undefined,
  galera: Galera | undefined,
  readOnly: boolean | undefined,
): string | null {
  if (channels !== undefined && channels.length > 0) return 'replica';
  if (galera !== undefined) return 'galera';
  return channels !== undefined && readOnly === false ? 'primary' : null;
}

function withoutUndefined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
