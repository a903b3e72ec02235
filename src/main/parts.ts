import type { Config } from '../config/config.js';
import { startEmbeddedPostgres } from '../platform/embedded/embedded-postgres.js';
import { startEmbeddedTemporal } from '../platform/embedded/embedded-temporal.js';
import { resolveTemporalBinary } from '../platform/embedded/temporal-binary.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import type { Supervisor } from '../platform/process/supervisor.js';
import { listSearchAttributes } from '../platform/temporal/search-attributes.js';
import type { Progress } from './progress.js';

/** Where the parts of the system are, embedded or given. */
export interface Places {
  readonly applicationUrl: string;
  readonly ownerUrl: string;
  /** host:port */
  readonly temporalAddress: string;
  /** Base of the links to the Web UI; empty when nobody said where it is. */
  readonly temporalUiUrl: string;
}

/** PostgreSQL and Temporal: what the configuration gives is used, the rest is started and watched. */
export async function startParts(config: Config, supervisor: Supervisor, progress: Progress): Promise<Places> {
  const database = await startDatabase(config, supervisor, progress);
  const temporal = await startTemporal(config, supervisor, progress);
  return { ...database, ...temporal };
}

async function startDatabase(
  config: Config,
  supervisor: Supervisor,
  progress: Progress,
): Promise<Pick<Places, 'applicationUrl' | 'ownerUrl'>> {
  if (config.databaseUrl !== undefined) {
    return { applicationUrl: config.databaseUrl, ownerUrl: config.databaseOwnerUrl ?? config.databaseUrl };
  }
  return supervisor.start(() => startEmbeddedPostgres({ dataDirectory: config.dataDirectory, progress }));
}

async function startTemporal(
  config: Config,
  supervisor: Supervisor,
  progress: Progress,
): Promise<Pick<Places, 'temporalAddress' | 'temporalUiUrl'>> {
  if (config.temporalAddress !== undefined) {
    return { temporalAddress: config.temporalAddress, temporalUiUrl: config.temporalUiUrl ?? '' };
  }
  const { cacheDirectory, dataDirectory } = config;
  const binary = await resolveTemporalBinary({ cacheDirectory, environment: process.env, progress });
  const searchAttributes = listSearchAttributes();
  const temporal = await supervisor.start(() =>
    startEmbeddedTemporal({ binary: binary.path, dataDirectory, searchAttributes, progress }),
  );
  return { temporalAddress: temporal.address, temporalUiUrl: config.temporalUiUrl ?? temporal.uiUrl };
}

/** For the separate processes, which start no parts of their own. */
export function requirePlaces(config: Config): Places {
  const { databaseUrl, temporalAddress } = config;
  if (databaseUrl === undefined || temporalAddress === undefined) {
    const missing = [
      ...(databaseUrl === undefined ? ['DATABASE_URL'] : []),
      ...(temporalAddress === undefined ? ['TEMPORAL_ADDRESS'] : []),
    ];
    throw new MillwrightError(
      'configuration_invalid',
      `${missing.join(' and ')} must be set for a separate process; \`millwright up\` brings both along.`,
    );
  }
  return {
    applicationUrl: databaseUrl,
    ownerUrl: config.databaseOwnerUrl ?? databaseUrl,
    temporalAddress,
    temporalUiUrl: config.temporalUiUrl ?? '',
  };
}
