import { RegistryModel } from '../../models/containers/registry-model.js';
import { openSecret } from '../../platform/crypto/envelope.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import type { Database } from '../../platform/db/database.js';
import type { RegistryLogin } from '../../platform/engines/engine.js';
import type { RegistryAccess, RegistryCredential } from '../../platform/registries/registry-access.js';

export interface RegistryAccessDependencies {
  readonly database: Database;
  readonly keyring: Keyring;
  /** Told of each secret before it is used, so that it is scrubbed from logs. */
  readonly onSecret?: (secret: string) => void;
}

export type FindRegistryAccess = (host: string) => Promise<RegistryAccess | undefined>;

/** What was declared is asked for with each question to a registry; this old may an answer be. */
const FRESH_MS = 2_000;

/** How registries were declared, with their logins in clear: for the registry client, and for pulls. */
export function createRegistryAccess(dependencies: RegistryAccessDependencies): FindRegistryAccess {
  let known: { readonly atMs: number; readonly rows: Promise<Map<string, RegistryAccess>> } | undefined;
  return async (host) => {
    if (known === undefined || Date.now() - known.atMs > FRESH_MS) {
      const rows = readAll(dependencies);
      known = { atMs: Date.now(), rows };
      // A failure is not remembered.
      rows.catch(() => {
        known = undefined;
      });
    }
    const declared = (await known.rows).get(host.toLowerCase());
    return declared === undefined ? undefined : { ...declared, host };
  };
}

async function readAll(dependencies: RegistryAccessDependencies): Promise<Map<string, RegistryAccess>> {
  const rows = await RegistryModel.query(dependencies.database.knex);
  return new Map(rows.map((row) => [row.host, describeAccess(dependencies, row)]));
}

function describeAccess(dependencies: RegistryAccessDependencies, row: RegistryModel): RegistryAccess {
  const { host, insecure, caBundle } = row;
  const credential = openCredential(dependencies, row);
  return {
    host,
    insecure,
    ...(caBundle === null ? {} : { caBundle }),
    ...(credential === undefined ? {} : { credential }),
  };
}

function openCredential(
  { keyring, onSecret }: RegistryAccessDependencies,
  row: RegistryModel,
): RegistryCredential | undefined {
  const open = (sealed: Buffer, column: string): string => {
    const secret = openSecret(keyring, sealed, { table: 'container_registries', rowId: row.id, column });
    const text = secret.toString('utf8');
    secret.fill(0);
    onSecret?.(text);
    return text;
  };
  const { username } = row;
  if (row.token !== null) {
    const token = open(row.token, 'token');
    // With a name the token is what others call a password.
    return username === null ? { token } : { username, password: token };
  }
  if (row.password === null || username === null) return undefined;
  return { username, password: open(row.password, 'password') };
}

/** What a container engine logs in with to pull; a token goes as the password, which is where registries look for it. */
export function createLoginLookup(find: FindRegistryAccess): (host: string) => Promise<RegistryLogin | undefined> {
  return async (host) => {
    const credential = (await find(host))?.credential;
    if (credential === undefined) return undefined;
    return 'token' in credential ? { username: 'oauth2accesstoken', password: credential.token } : credential;
  };
}
