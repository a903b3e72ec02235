import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { EngineClient, MeasureInput, Measurement } from '../../engine.js';
import { expectReplicas } from '../expected-replicas.js';
import { rateReader } from '../rates.js';
import { readDetails, readTables, type Details, type TableState } from './details.js';
import { judge } from './judge.js';
import { askLocally, localQueries } from './local-client.js';
import { postgresqlMetricDefinitions, UPTIME, valuesOf } from './metrics.js';
import { OLDEST_VERSION, SERVER_QUERY, TABLES_QUERY } from './queries.js';
import type { Refusal } from './refusals.js';
import { readServer, type Server } from './server.js';
import type { Answers } from './session.js';
import { openWays, type Ask } from './ways.js';

/** Measures one PostgreSQL of 9.6 or later: over a connection with the login given, or by the host's own psql. */
export const postgresqlClient: EngineClient = {
  engines: ['postgresql'],
  metricDefinitions: postgresqlMetricDefinitions,
  commandDefinitions: [localQueries],
  measure: async (input) => {
    const way = await openWays(input, (request) => askLocally({ input, ...request }));
    if ('refusal' in way) return refused(way.refusal);
    try {
      return await askEverything(input, way.ask);
    } finally {
      await way.close();
    }
  },
};

function refused({ status, reason, finding }: Refusal): Measurement {
  const findings = finding === undefined ? [] : [finding];
  const nothing = { version: null, role: null, details: {}, values: {}, errors: [] };
  return { ...nothing, status, statusReason: reason, findings };
}

async function askEverything(input: MeasureInput, ask: Ask): Promise<Measurement> {
  const { identity } = input.endpoint;
  const first = (await ask('server')).get(SERVER_QUERY.id);
  const server = first instanceof Error ? undefined : readServer(first?.[0]);
  if (server === undefined) {
    const silence = new RemoteError('protocol_error', `${identity} does not tell its version.`);
    return {
      ...refused({ status: 'online', reason: silence.message }),
      errors: [first instanceof RemoteError ? first : silence],
    };
  }
  if (server.versionNumber < OLDEST_VERSION) {
    const reason = `PostgreSQL ${server.version} is older than 9.6: nothing is measured.`;
    return { ...refused({ status: 'online', reason }), version: server.version };
  }
  const answers = await ask(server);
  const details = readDetails(server, (id) => {
    const answer = answers.get(id);
    return answer instanceof Error ? undefined : answer;
  });
  const largest = details.sizes?.largest[0]?.name;
  const tables = largest === undefined ? undefined : await askTables(ask, largest);
  const errors = [...answers.values(), tables?.answer].filter((answer) => answer instanceof RemoteError);
  return conclude(input, { server, details, tables: tables?.tables, tablesOf: largest, errors });
}

/** Of the largest database only: one session more, whatever the number of databases. */
async function askTables(ask: Ask, database: string) {
  const answer = (await ask('tables', database).catch((): Answers => new Map())).get(TABLES_QUERY.id);
  return { answer, tables: answer === undefined || answer instanceof Error ? undefined : readTables(answer) };
}

interface Outcome {
  readonly server: Server;
  readonly details: Details;
  readonly tables: readonly TableState[] | undefined;
  readonly tablesOf: string | undefined;
  readonly errors: readonly RemoteError[];
}

function conclude(input: MeasureInput, { server, details, tables, tablesOf, errors }: Outcome): Measurement {
  const values = valuesOf(details);
  const { previous, elapsedSeconds } = input;
  const rate = rateReader({ current: values, previous, uptimeName: UPTIME, elapsedSeconds });
  const expected = expectReplicas(details.replicas?.length, input);
  const { server: settings, ...topics } = details;
  return {
    status: 'online',
    statusReason: server.seesAll ? null : 'The role is no member of pg_monitor: what other users do stays hidden.',
    version: server.version,
    role: server.isStandby ? 'standby' : 'primary',
    details: {
      ...topics,
      settings,
      ...(expected === undefined ? {} : { expectedReplicas: expected }),
      ...(tables === undefined ? {} : { tables: { database: tablesOf, most: tables } }),
    },
    findings: judge({ details, rate, expectedReplicas: expected?.count ?? null, tables }),
    values,
    errors,
  };
}
