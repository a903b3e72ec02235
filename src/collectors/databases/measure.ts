import { RemoteError } from '../../platform/ssh/remote-errors.js';
import { Semaphore } from '../../platform/ssh/semaphore.js';
import type { Learned, MeasureAccess } from '../collector.js';
import { clientOf } from './engines/index.js';
import { measureOne } from './measure-one.js';
import { speaks } from './probe.js';
import { reachDatabase } from './reach-database.js';
import type { DatabasesFacts, KnownDatabase } from './schema.js';

const AT_ONCE = 4;
/** Collections until a port that answered as no database is asked again: an hour at the usual interval. */
const STRANGER_WAIT = 12;

/** Collections between two refusals by a server that nobody gave a login for: an hour at the usual interval. */
const REFUSED_WAIT = 12;

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
      databases: outcomes.flatMap(({ database }) => database ?? []),
      complete: facts.complete,
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
  const login = await access.credentialOf(endpoint.identity);
  const { last, wait = 0 } = confirmed;
  if (login === undefined && wait > 0 && last?.status === 'login_required') {
    return {
      database: { ...grownOlder(confirmed, access), last: null, measurement: last, wait: wait - 1 },
      errors: [],
    };
  }
  const { measurement, errors } = await measureOne(confirmed, client, { ...access, credentialOf: async () => login });
  const older = measurement.status === 'online' ? confirmed : grownOlder(confirmed, access);
  const isRefused = login === undefined && measurement.status === 'login_required';
  return { database: { ...older, last: null, measurement, wait: isRefused ? REFUSED_WAIT - 1 : 0 }, errors };
}

/** The database with what its protocol told; undefined when something else answered; as it was when nothing could be asked. */
async function confirm(database: KnownDatabase, access: MeasureAccess): Promise<KnownDatabase | undefined> {
  const { endpoint } = database;
  const reach = reachDatabase(endpoint, access.open);
  try {
    const isIt = await speaks(endpoint.engine, await reach.connect());
    if (!isIt) return undefined;
    const foundBy = [...new Set([...endpoint.foundBy, 'protocol'])];
    return { ...database, endpoint: { ...endpoint, certainty: 'certain', foundBy } };
  } catch (error) {
    access.signal.throwIfAborted();
    if (error instanceof RemoteError) return database;
    throw error;
  } finally {
    await reach.close();
  }
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
