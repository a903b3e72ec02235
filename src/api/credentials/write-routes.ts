import {
  CreateServerCredential,
  PatchServerCredential,
  ServerCredential,
} from '../../domain/credentials/server-credential.js';
import { CreateSshKey, SshKey } from '../../domain/credentials/ssh-key.js';
import {
  createServerCredential,
  deleteServerCredential,
  patchServerCredential,
} from '../../operations/credentials/server-credentials.js';
import { createSshKey, deleteSshKey } from '../../operations/credentials/ssh-keys.js';
import { formatEtag } from '../../platform/http/etag.js';
import { IdParams } from '../fields.js';
import { routesFor } from '../define-route.js';
import { CREDENTIALS_TAG as tag, SERVER_CREDENTIALS, SSH_KEYS, type CredentialApiServices } from './services.js';

const defineRoute = routesFor<CredentialApiServices>();

const createKey = defineRoute({
  operationId: 'createSshKey',
  method: 'POST',
  path: SSH_KEYS,
  summary: 'Generates an SSH key or imports one (OpenSSH, PEM, PKCS#8; encrypted ones with their passphrase)',
  tag,
  role: 'admin',
  idempotent: true,
  body: CreateSshKey,
  response: { status: 201, schema: SshKey },
  problems: ['already_exists', 'private_key_unusable'],
  handle: async ({ body, context, services }) => {
    const key = await createSshKey(context, services.credentials, body);
    return { body: key, headers: { Location: `${SSH_KEYS}/${key.id}` } };
  },
});

const deleteKey = defineRoute({
  operationId: 'deleteSshKey',
  method: 'DELETE',
  path: `${SSH_KEYS}/{id}`,
  summary: 'Deletes an SSH key that no credential uses',
  tag,
  role: 'admin',
  params: IdParams,
  response: { status: 204 },
  problems: ['not_found', 'in_use'],
  handle: async ({ params, context }) => {
    await deleteSshKey(context, params.id);
    return {};
  },
});

const createCredential = defineRoute({
  operationId: 'createServerCredential',
  method: 'POST',
  path: SERVER_CREDENTIALS,
  summary: 'Stores how to log in to servers: a user with an SSH key or a password',
  tag,
  role: 'admin',
  idempotent: true,
  body: CreateServerCredential,
  response: { status: 201, schema: ServerCredential },
  problems: ['already_exists', 'unprocessable'],
  handle: async ({ body, context, services }) => {
    const credential = await createServerCredential(context, services.credentials, body);
    const headers = { Location: `${SERVER_CREDENTIALS}/${credential.id}`, ETag: formatEtag(credential.version) };
    return { body: credential, headers };
  },
});

const patchCredential = defineRoute({
  operationId: 'patchServerCredential',
  method: 'PATCH',
  path: `${SERVER_CREDENTIALS}/{id}`,
  summary: 'Changes a server credential; null takes a secret away',
  tag,
  role: 'admin',
  versioned: true,
  params: IdParams,
  body: PatchServerCredential,
  response: { status: 200, schema: ServerCredential },
  problems: ['not_found', 'already_exists', 'unprocessable'],
  handle: async ({ params, body, ifMatch, context, services }) => {
    const request = { id: params.id, patch: body, expectedVersion: ifMatch };
    const credential = await patchServerCredential(context, services.credentials, request);
    return { body: credential, headers: { ETag: formatEtag(credential.version) } };
  },
});

const deleteCredential = defineRoute({
  operationId: 'deleteServerCredential',
  method: 'DELETE',
  path: `${SERVER_CREDENTIALS}/{id}`,
  summary: 'Deletes a server credential that no server uses',
  tag,
  role: 'admin',
  params: IdParams,
  response: { status: 204 },
  problems: ['not_found', 'in_use'],
  handle: async ({ params, context }) => {
    await deleteServerCredential(context, params.id);
    return {};
  },
});

export const credentialWriteRoutes = [createKey, deleteKey, createCredential, patchCredential, deleteCredential];
