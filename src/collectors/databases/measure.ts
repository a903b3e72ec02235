import { RemoteError } from '../../platform/ssh/remote-errors.js';
import { Semaphore } from '../../platform/ssh/semaphore.js';
import type { Learned, MeasureAccess } from '../collector.js';
import type { EngineClient, Login } from './engine.js';
import { clientOf } from './engines/index.js';
import { measurementOfFailure, measureOne } from './measure-one.js';
import { probe, speaksInTls } from './probe.js';
import { reachDatabase, type Reach } from './reach-database.js';
import { keepWaiting, refuseAgain } from './refused-logins.js';
import type { DatabasesFacts, FoundEndpoint, KnownDatabase } from './schema.js';
import { CertificateWanted } from './secure-stream.js';
import { familyOf } from './signatures.js';

const AT_ONCE = 4;
/** Collections until a port that answered as no database is asked again: an hour at the usual interval. */
const STRANGER_WAIT = 12;

interface Outcome {
  readonly database: KnownDatabase | undefined;
  readonly stranger?: number;
  readonly errors: readonly RemoteError[];
}

/** Confirms what is only suspected, and measures what is there. Rejects only when the collection is aborted. */
export async function measureDatabases(facts: DatabasesFacts, access: MeasureAccess): Promise<Learned<DatabasesFacts>> {
  const slots = new Semaphore(AT_ONCE);
  const asleep = new Set(facts.strangers.map(({ port }) => port));
  const outcomes = await Promise.all(
    facts.databases.map(async (database): Promise<Outcome> => {
      if (database.presence !== 'present') return { database: grownOlder(database, access), errors: [] };
      if (database.endpoint.certainty === 'suspected' && asleep.has(database.endpoint.port ?? 0)) {
        return { database: undefined, errors: [] };
      }
      const release = await slots.acquire({ signal: access.signal });
      try {
        return await confirmAndMeasure(database, access);
      } finally {
        release();
      }
    }),
  );
  const met = outcomes.flatMap(({ stranger }) =>
    stranger === undefined ? [] : [{ port: stranger, wait: STRANGER_WAIT }],
  );
  return {
    facts: {
      ...facts,
      databases: outcomes.flatMap(({ database }) => database ?? []),
      strangers: [...facts.strangers, ...met],
    },
    errors: tellOnce(outcomes.flatMap(({ errors }) => errors)),
  };
}

async function confirmAndMeasure(database: KnownDatabase, access: MeasureAccess): Promise<Outcome> {
  const { endpoint } = database;
  const confirmed = endpoint.certainty === 'certain' ? database : await confirm(database, access);
  if (confirmed === undefined) {
    return endpoint.port === null
      ? { database: undefined, errors: [] }
      : { database: undefined, stranger: endpoint.port, errors: [] };
  }
  // Nothing could be asked and only its port speaks for it.
  if (confirmed.endpoint.certainty === 'suspected') return { database: undefined, errors: [] };
  const client = clientOf(endpoint.engine);
  if (client === undefined) return { database: confirmed, errors: [] };
  return measureUnlessRefused(confirmed, client, access);
}

async function measureUnlessRefused(
  known: KnownDatabase,
  client: EngineClient,
  access: MeasureAccess,
): Promise<Outcome> {
  const { last, endpoint } = known;
  let login: Login | undefined;
  try {
    login = await access.credentialOf(endpoint.identity);
  } catch (error) {
    access.signal.throwIfAborted();
    // Its login is kept elsewhere than on the host: that this cannot be asked now costs this database its measures only.
    return { database: grownOlder(known, access), errors: measurementOfFailure(endpoint, error).errors };
  }
  // What was not there, or did not answer, may have changed since.
  const hasAnswered = last?.status === 'login_required' || last?.status === 'online';
  const waiting = hasAnswered ? keepWaiting(known.refusal, login) : undefined;
  if (waiting !== undefined && last?.status === 'login_required') {
    const kept = { ...grownOlder(known, access), last: null, measurement: last, refusal: waiting };
    return { database: kept, errors: [] };
  }
  // One that answered all the same is asked without the login that it refuses.
  const used = waiting === undefined ? login : undefined;
  const measured = await measureOne(known, client, { ...access, credentialOf: async () => used });
  const { measurement, errors } = measured;
  const older = measurement.status === 'online' ? known : grownOlder(known, access);
  const isRefused = measured.loginRefused || measurement.status === 'login_required';
  const refusal = waiting ?? (isRefused ? refuseAgain(known.refusal, login) : null);
  const isSame = waiting !== undefined && measurement.status === last?.status;
  const statusReason = isSame ? last.statusReason : measurement.statusReason;
  return { database: { ...older, last: null, measurement: { ...measurement, statusReason }, refusal }, errors };
}

/** The database with what its protocol told; undefined when something else answered; as it was when nothing could be asked. */
async function confirm(database: KnownDatabase, access: MeasureAccess): Promise<KnownDatabase | undefined> {
  const { endpoint } = database;
  const reach = reachDatabase(endpoint, access.open);
  try {
    const verdict = await probe(endpoint.engine, await reach.connect());
    const isIt = verdict === 'spoke' || (verdict === 'closed' && (await isBehindTls(endpoint, reach, access)));
    if (!isIt) return undefined;
    const foundBy = [...new Set([...endpoint.foundBy, 'protocol'])];
    return { ...database, endpoint: { ...endpoint, certainty: 'certain', foundBy } };
  } catch (error) {
    access.signal.throwIfAborted();
    if (error instanceof CertificateWanted && endpoint.certainty === 'suspected') return undefined;
    if (error instanceof RemoteError) return database;
    throw error;
  } finally {
    await reach.close();
  }
}

/** Families whose servers may take connections in TLS only from the first byte on. */
const TLS_FAMILIES: ReadonlySet<string> = new Set(['redis', 'mongodb']);

async function isBehindTls(
  { engine, identity }: FoundEndpoint,
  { connect }: Reach,
  { signal }: MeasureAccess,
): Promise<boolean> {
  return TLS_FAMILIES.has(familyOf(engine)) && (await speaksInTls(engine, { connect, where: identity, signal }));
}

function grownOlder(database: KnownDatabase, { elapsedSeconds }: MeasureAccess): KnownDatabase {
  const { lastGood } = database;
  if (lastGood === null) return database;
  const { ageSeconds } = lastGood;
  const age = ageSeconds === null || elapsedSeconds === undefined ? null : ageSeconds + elapsedSeconds;
  return { ...database, lastGood: { ...lastGood, ageSeconds: age } };
}

/** What is refused for the host as a whole is one failure, not one for each database. */
function tellOnce(errors: readonly RemoteError[]): RemoteError[] {
  const refused = errors.find(({ errorClass }) => errorClass === 'forwarding_refused');
  const others = errors.filter(({ errorClass }) => errorClass !== 'forwarding_refused');
  return refused === undefined ? others : [refused, ...others];
}
