import { X509Certificate } from 'node:crypto';
import { raw, type PartialModelObject } from 'objection';
import {
  findLoginProblem,
  type CreateRegistry,
  type PatchRegistry,
  type Registry,
} from '../../domain/containers/registry.js';
import { RegistryModel } from '../../models/containers/registry-model.js';
import { sealSecret } from '../../platform/crypto/envelope.js';
import { lockSealingKeyring } from '../../platform/crypto/key-check.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { requireVersion } from '../../platform/http/etag.js';
import { newId } from '../../platform/ids/ids.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import type { ContainerServices } from './services.js';

const NOW = "date_trunc('milliseconds', clock_timestamp())";

export interface RegistryPage {
  readonly limit: number;
  readonly after?: { readonly host: string; readonly id: string } | undefined;
}

/** Declared registries by host, without their secrets. */
export async function listRegistries(context: CallContext, { limit, after }: RegistryPage): Promise<Registry[]> {
  const query = RegistryModel.query(context.database.knex).orderByRaw('host collate "C", id').limit(limit);
  if (after !== undefined) query.whereRaw('(host collate "C", id) > (?, ?::uuid)', [after.host, after.id]);
  return (await query).map(presentRegistry);
}

export async function getRegistry(context: CallContext, id: string): Promise<Registry> {
  const row = await RegistryModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchRegistry(id);
  return presentRegistry(row);
}

type RegistryServices = Pick<ContainerServices, 'keyring'>;

/** Throws `already_exists`, and `unprocessable` for a CA bundle that is none. */
export async function createRegistry(
  context: CallContext,
  services: RegistryServices,
  input: CreateRegistry,
): Promise<Registry> {
  const { host, username = null, insecure, caBundle = null } = input;
  requireCertificates(caBundle);
  return context.database.knex.transaction(async (trx) => {
    await refuseKnownHost(trx, host);
    const id = newId();
    const secrets = sealGiven(await lockSealingKeyring(trx, services.keyring), id, input);
    const row = await RegistryModel.query(trx)
      .insert({ id, host, username, insecure, caBundle, ...secrets, createdAt: raw(NOW), updatedAt: raw(NOW) })
      .returning('*');
    const { hasPassword, hasToken } = presentRegistry(row);
    await recordAudit(trx, context, {
      action: 'registry.created',
      subject: { type: 'registry', id },
      details: { host, username, insecure, hasPassword, hasToken, hasCaBundle: caBundle !== null },
    });
    return presentRegistry(row);
  });
}

/** A unique index decides what two calls at once would miss here. */
async function refuseKnownHost(trx: Transaction, host: string): Promise<void> {
  if ((await RegistryModel.query(trx).where({ host }).resultSize()) === 0) return;
  const message = `${host} is declared already`;
  throw new MillwrightError('already_exists', `The registry ${message}: change it instead.`, {
    errors: [{ path: 'host', message }],
  });
}

export interface RegistryChange {
  readonly id: string;
  readonly patch: PatchRegistry;
  readonly expectedVersion?: number | undefined;
}

/** Throws `not_found`, `precondition_failed`, and `unprocessable` for a login that is incomplete. */
export async function patchRegistry(
  context: CallContext,
  services: RegistryServices,
  { id, patch, expectedVersion }: RegistryChange,
): Promise<Registry> {
  requireCertificates(patch.caBundle ?? null);
  return context.database.knex.transaction(async (trx) => {
    const before = await RegistryModel.query(trx).findById(id).forUpdate();
    if (before === undefined) throw noSuchRegistry(id);
    requireVersion(before.version, expectedVersion);
    const columns = changedColumns(await lockSealingKeyring(trx, services.keyring), id, patch);
    requireLogin({ username: before.username, password: before.password, token: before.token, ...columns });
    const version = before.version + 1;
    const row = await RegistryModel.query(trx).patchAndFetchById(id, { ...columns, version, updatedAt: raw(NOW) });
    const details = { host: row.host, changed: Object.keys(patch).sort(), insecure: row.insecure };
    await recordAudit(trx, context, { action: 'registry.changed', subject: { type: 'registry', id }, details });
    return presentRegistry(row);
  });
}

/** Its images are asked about without a login from then on. Throws `not_found`. */
export async function deleteRegistry(context: CallContext, id: string): Promise<void> {
  await context.database.knex.transaction(async (trx) => {
    const row = await RegistryModel.query(trx).findById(id).forUpdate();
    if (row === undefined) throw noSuchRegistry(id);
    await RegistryModel.query(trx).deleteById(id);
    const subject = { type: 'registry', id };
    await recordAudit(trx, context, { action: 'registry.deleted', subject, details: { host: row.host } });
  });
}

type Secrets = Pick<PatchRegistry, 'password' | 'token'>;

/** Columns of the secrets that were given; null removes one. */
function sealGiven(keyring: Keyring, id: string, { password, token }: Secrets): PartialModelObject<RegistryModel> {
  const seal = (text: string | null, column: string): Buffer | null =>
    text === null ? null : sealSecret(keyring, text, { table: 'container_registries', rowId: id, column });
  return {
    ...(password === undefined ? {} : { password: seal(password, 'password') }),
    ...(token === undefined ? {} : { token: seal(token, 'token') }),
  };
}

function changedColumns(keyring: Keyring, id: string, patch: PatchRegistry): PartialModelObject<RegistryModel> {
  const { username, insecure, caBundle } = patch;
  return {
    ...(username === undefined ? {} : { username }),
    ...(insecure === undefined ? {} : { insecure }),
    ...(caBundle === undefined ? {} : { caBundle }),
    ...sealGiven(keyring, id, patch),
  };
}

function requireLogin(login: Parameters<typeof findLoginProblem>[0]): void {
  const problem = findLoginProblem(login);
  if (problem !== null) throw unprocessable(problem.path, problem.message);
}

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

function requireCertificates(caBundle: string | null): void {
  if (caBundle === null) return;
  const certificates = caBundle.match(CERTIFICATES) ?? [];
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
    if (certificates.length > 0) return;
  } catch {
    // Told below: OpenSSL's own words say nothing about where.
  }
  throw unprocessable('caBundle', 'must hold certificates in PEM form, each of them readable');
}

function unprocessable(path: string, message: string): MillwrightError {
  return new MillwrightError('unprocessable', `${path}: ${message}.`, { errors: [{ path, message }] });
}

function presentRegistry(row: RegistryModel): Registry {
  return {
    id: row.id,
    host: row.host,
    username: row.username,
    hasPassword: row.password !== null,
    hasToken: row.token !== null,
    insecure: row.insecure,
    caBundle: row.caBundle,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

const noSuchRegistry = (id: string): MillwrightError =>
  new MillwrightError('not_found', `There is no declared registry ${id}.`);
