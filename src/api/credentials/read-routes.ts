import { z } from 'zod';
import { ServerCredential } from '../../domain/credentials/server-credential.js';
import { SshKey } from '../../domain/credentials/ssh-key.js';
import { getServerCredential, listServerCredentials } from '../../operations/credentials/server-credentials.js';
import { getSshKey, listSshKeys } from '../../operations/credentials/ssh-keys.js';
import { formatEtag } from '../../platform/http/etag.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import { CREDENTIALS_TAG as tag, SERVER_CREDENTIALS, SSH_KEYS, type CredentialApiServices } from './services.js';

const defineRoute = routesFor<CredentialApiServices>();

const listKeys = defineRoute({
  operationId: 'listSshKeys',
  method: 'GET',
  path: SSH_KEYS,
  summary: 'SSH keys in the order of their creation',
  tag,
  role: 'viewer',
  query: z.object(pageQuery),
  response: { status: 200, schema: pageOf(SshKey) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const body = await paginate(services.cursors, {
      list: 'listSshKeys',
      limit: query.limit,
      cursor: query.cursor,
      filters: {},
      keyOf: ({ createdAt, id }: SshKey) => ({ createdAt, id }),
      read: (page) => listSshKeys(context, page),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const getKey = defineRoute({
  operationId: 'getSshKey',
  method: 'GET',
  path: `${SSH_KEYS}/{id}`,
  summary: 'One SSH key: its public half and fingerprint',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: SshKey },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await getSshKey(context, params.id) }),
});

const listCredentials = defineRoute({
  operationId: 'listServerCredentials',
  method: 'GET',
  path: SERVER_CREDENTIALS,
  summary: 'Server credentials in the order of their creation, without their secrets',
  tag,
  role: 'viewer',
  query: z.object(pageQuery),
  response: { status: 200, schema: pageOf(ServerCredential) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const body = await paginate(services.cursors, {
      list: 'listServerCredentials',
      limit: query.limit,
      cursor: query.cursor,
      filters: {},
      keyOf: ({ createdAt, id }: ServerCredential) => ({ createdAt, id }),
      read: (page) => listServerCredentials(context, page),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const getCredential = defineRoute({
  operationId: 'getServerCredential',
  method: 'GET',
  path: `${SERVER_CREDENTIALS}/{id}`,
  summary: 'One server credential, without its secrets',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: ServerCredential },
  problems: ['not_found'],
  handle: async ({ params, context }) => {
    const credential = await getServerCredential(context, params.id);
    return { body: credential, headers: { ETag: formatEtag(credential.version) } };
  },
});

export const credentialListRoutes = [listKeys, getKey, listCredentials, getCredential];
