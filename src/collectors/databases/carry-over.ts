import type { DatabaseEngine, DatabaseStatus } from '../../domain/inventory/database-instance.js';
import type { ContainerList, InstalledPackage, Unit } from './evidence.js';
import { findServers } from './find-servers.js';
import type { Evidence } from './server.js';
import { packagesOf, versionOf } from './installed.js';
import type { FoundEndpoint, KnownDatabase } from './schema.js';
import { defaultPortOf, familyOf, SIGNATURES, signatureOf, type Signature } from './signatures.js';

export interface Round extends Evidence {
  /** undefined: no systemd, or it did not answer. */
  readonly units: readonly Unit[] | undefined;
  readonly answered: Readonly<Record<'docker' | 'podman', ContainerList | undefined>>;
}

/** A server that no unit tells about counts as offline for a day of collections, then as gone. */
const MAX_MISSED = 288;
export const MAX_DATABASES = 500;

/** What is there now, under the identities it had before, and what became of what is not. */
export function reconcile(round: Round, previous: readonly KnownDatabase[]): KnownDatabase[] {
  const found = findServers(round).slice(0, MAX_DATABASES);
  const matches = matchPrevious(found, previous, round);
  const present = found.map((endpoint): KnownDatabase => {
    const before = matches.get(endpoint);
    return {
      endpoint: before === undefined ? endpoint : keepIdentity(endpoint, before.endpoint),
      presence: 'present',
      absence: null,
      missed: 0,
      measurement: null,
      last: before?.measurement ?? null,
      refusal: before?.refusal ?? null,
      lastGood: before === undefined ? null : latestGood(before),
    };
  });
  const matched = new Set(matches.values());
  const missing = previous
    .filter((known) => !matched.has(known))
    .flatMap((known) => explainAbsence(known, found, round) ?? []);
  const units = neverSeen([...found, ...missing.map(({ endpoint }) => endpoint)], round);
  return distinct([...present, ...missing, ...units]).slice(0, MAX_DATABASES);
}

export function latestGood(known: KnownDatabase): KnownDatabase['lastGood'] {
  const { measurement, lastGood } = known;
  return measurement?.status === 'online' ? { measurement, ageSeconds: 0 } : lastGood;
}

function matchPrevious(
  found: readonly FoundEndpoint[],
  previous: readonly KnownDatabase[],
  round: Round,
): Map<FoundEndpoint, KnownDatabase> {
  const matches = new Map<FoundEndpoint, KnownDatabase>();
  const left = new Set(previous);
  const take = (isSame: (endpoint: FoundEndpoint, known: FoundEndpoint) => boolean): void => {
    for (const endpoint of found) {
      const known = matches.has(endpoint) ? undefined : [...left].find((one) => isSame(endpoint, one.endpoint));
      if (known === undefined) continue;
      left.delete(known);
      matches.set(endpoint, known);
    }
  };
  take((endpoint, known) => endpoint.identity === known.identity);
  take((endpoint, known) => isSameServer(endpoint, known, round));
  return matches;
}

/** The same server by less evidence, or by more, than last time. */
function isSameServer(endpoint: FoundEndpoint, known: FoundEndpoint, round: Round): boolean {
  if (familyOf(endpoint.engine) !== familyOf(known.engine)) return false;
  if (endpoint.containerName !== null && known.containerName !== null) {
    return endpoint.containerName === known.containerName && endpoint.port === known.port;
  }
  // One is a container's: the same only as long as the containers are not told.
  if (known.containerName !== null && hasAnswered(round, known)) return false;
  const isSamePort = endpoint.port !== null && endpoint.port === known.port;
  return isSamePort || (endpoint.socketPath !== null && endpoint.socketPath === known.socketPath);
}

function keepIdentity(endpoint: FoundEndpoint, known: FoundEndpoint): FoundEndpoint {
  const container =
    endpoint.containerName === null
      ? { containerId: known.containerId, containerName: known.containerName, runtime: known.runtime }
      : {};
  return {
    ...endpoint,
    ...container,
    identity: known.identity,
    // It answered to its engine's protocol before: that holds until something else turns out.
    certainty: known.certainty === 'certain' ? 'certain' : endpoint.certainty,
  };
}

function hasAnswered({ answered }: Round, { runtime }: FoundEndpoint): boolean {
  return runtime !== null && answered[runtime]?.answered === true;
}

/** undefined: it is gone. */
function explainAbsence(
  known: KnownDatabase,
  found: readonly FoundEndpoint[],
  round: Round,
): KnownDatabase | undefined {
  const { endpoint } = known;
  const kept = {
    ...known,
    measurement: null,
    lastGood: latestGood(known),
    missed: Math.min(known.missed + 1, 100_000),
  };
  const unseen = { ...kept, presence: 'unseen' as const, absence: null };
  if (endpoint.certainty === 'suspected') return undefined;
  if (endpoint.containerName !== null) {
    if (!hasAnswered(round, endpoint)) return unseen;
    const inspected = round.inspected.get(endpoint.containerName);
    if (inspected === null) return undefined;
    if (inspected === undefined) return unseen;
    const status = inspected.status === 'restarting' ? 'starting' : 'offline';
    const reason = `The container ${endpoint.containerName} is ${inspected.status}.`;
    return { ...kept, presence: 'absent', absence: { status, reason } };
  }
  const isSocketOnly = endpoint.port === null && endpoint.socketPath !== null;
  const isTold = isSocketOnly ? round.unix?.whole : round.listeners?.whole;
  if (isTold !== true) return unseen;
  const wasStopped = known.absence?.status === 'stopped';
  const absence = askUnits(endpoint, found, { round, missed: kept.missed, wasStopped });
  return absence === undefined ? undefined : { ...kept, presence: 'absent', absence };
}

interface Absence {
  readonly status: DatabaseStatus;
  readonly reason: string;
}

function askUnits(
  { engine }: FoundEndpoint,
  found: readonly FoundEndpoint[],
  { round, missed, wasStopped }: { readonly round: Round; readonly missed: number; readonly wasStopped: boolean },
): Absence | undefined {
  const units = unitsOf(signatureOf(engine), round.units);
  const stopped = stoppedUnit(units);
  if (stopped !== undefined) return stopped;
  const wasMoved = found.some((one) => familyOf(one.engine) === familyOf(engine));
  const isDisabled = units.length > 0 && units.every(({ activeState }) => activeState !== 'active');
  const stillInstalled = (): Absence | undefined =>
    wasMoved ? undefined : installedOnly(packagesOf(engine, round.packages), units);
  if (wasStopped || missed > MAX_MISSED) return stillInstalled();
  // Its units run on another port, or somebody disabled it: it is not meant to be there.
  if (units.length > 0 && wasMoved) return undefined;
  if (isDisabled) return stillInstalled();
  return { status: 'offline', reason: 'It was found here before; nothing of it runs or listens now.' };
}

function stoppedUnit(units: readonly Unit[]): Absence | undefined {
  const meant = units.filter(({ enabled, activeState }) => enabled && activeState !== 'active');
  const unit = meant.find(({ activeState }) => activeState === 'failed') ?? meant[0];
  if (unit === undefined) return undefined;
  const status = unit.activeState === 'activating' ? 'starting' : 'offline';
  return { status, reason: `The unit ${unit.name} is enabled and ${unit.activeState}.` };
}

function unitsOf({ family }: Signature, units: readonly Unit[] | undefined): readonly Unit[] {
  const patterns = SIGNATURES.filter((signature) => signature.family === family).flatMap(
    (signature) => signature.units,
  );
  const matchers = patterns.map((pattern) => {
    const [before = '', after = ''] = pattern.split('*');
    return (name: string): boolean =>
      pattern.includes('*') ? name.startsWith(before) && name.endsWith(after) : name === pattern;
  });
  return (units ?? []).filter(({ name }) => matchers.some((matches) => matches(name)));
}

/** Nothing of it runs, and nothing says that it should. */
function installedOnly(packages: readonly InstalledPackage[], units: readonly Unit[]): Absence | undefined {
  if (packages.length === 0) return undefined;
  const names = packages.map(({ name, version }) => `${name} ${version}`).slice(0, 5);
  const unit = units[0] === undefined ? '' : `, and its unit ${units[0].name} is not enabled`;
  return { status: 'stopped', reason: `It is installed (${names.join(', ')}) and does not run${unit}.` };
}

/** Servers of which nothing is there: those that are meant to run, nobody would miss them otherwise, and the installed. */
function neverSeen(found: readonly FoundEndpoint[], round: Round): KnownDatabase[] {
  if (round.listeners?.whole !== true) return [];
  const families = new Set(found.map(({ engine }) => familyOf(engine)));
  return SIGNATURES.filter(({ family, engine }) => family === engine && !families.has(family)).flatMap((signature) => {
    const units = unitsOf(signature, round.units);
    const packages = packagesOf(signature.engine, round.packages);
    const stopped = stoppedUnit(units);
    const absence = stopped ?? (isQuiet(signature, round) ? installedOnly(packages, units) : undefined);
    if (absence === undefined) return [];
    const engine = packages[0]?.engine ?? signature.engine;
    const evidence = [...(stopped === undefined ? [] : ['unit']), ...(packages.length === 0 ? [] : ['package'])];
    return [{ endpoint: nowhere(engine, evidence, versionOf(packages)), absence, ...NOTHING_MEASURED }];
  });
}

/** Everything that runs is told, and nothing of this engine is among it: a server may listen where nobody sees it. */
function isQuiet({ family }: Signature, { processes }: Round): boolean {
  return processes?.whole === true && !processes.rows.some(({ engine }) => familyOf(engine) === family);
}

const NOTHING_MEASURED = { presence: 'absent', missed: 0, measurement: null, lastGood: null } as const;

function nowhere(engine: DatabaseEngine, foundBy: string[], packageVersion: string | null): FoundEndpoint {
  return {
    engine,
    identity: `${engine}:${defaultPortOf(engine)}`,
    address: null,
    port: null,
    socketPath: null,
    containerId: null,
    containerName: null,
    runtime: null,
    foundBy,
    certainty: 'certain',
    packageVersion,
  };
}

function distinct(databases: readonly KnownDatabase[]): KnownDatabase[] {
  const byIdentity = new Map<string, KnownDatabase>();
  for (const database of databases) {
    if (!byIdentity.has(database.endpoint.identity)) byIdentity.set(database.endpoint.identity, database);
  }
  return [...byIdentity.values()];
}
