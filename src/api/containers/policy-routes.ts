import { z } from 'zod';
import { ResolvedRules } from '../../domain/containers/policies/resolve-rules.js';
import { CreateUpdatePolicy, PatchUpdatePolicy, UpdatePolicy } from '../../domain/containers/policies/update-policy.js';
import { getEffectivePolicy } from '../../operations/containers/policies/effective-policy.js';
import {
  createUpdatePolicy,
  deleteUpdatePolicy,
  getUpdatePolicy,
  listUpdatePolicies,
  patchUpdatePolicy,
} from '../../operations/containers/policies/update-policies.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { formatEtag } from '../../platform/http/etag.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';

const defineRoute = routesFor<{ readonly cursors: CursorCodec }>();
const tag = 'containers';
const POLICIES = '/api/containers/policies';

const list = defineRoute({
  operationId: 'listUpdatePolicies',
  method: 'GET',
  path: POLICIES,
  summary: 'Update policies in the order of their creation',
  tag,
  role: 'viewer',
  query: z.object(pageQuery),
  response: { status: 200, schema: pageOf(UpdatePolicy) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const body = await paginate(services.cursors, {
      list: 'listUpdatePolicies',
      limit: query.limit,
      cursor: query.cursor,
      filters: {},
      keyOf: ({ createdAt, id }: UpdatePolicy) => ({ createdAt, id }),
      read: (page) => listUpdatePolicies(context, page),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const create = defineRoute({
  operationId: 'createUpdatePolicy',
  method: 'POST',
  path: POLICIES,
  summary: 'Rules for the updates of the containers that a selector chooses',
  description:
    'Fields that are left out come from weaker policies and the defaults. Selectors know name, image, host (its id), ' +
    'server, site, project, service, runtime and the labels of containers.',
  tag,
  role: 'admin',
  idempotent: true,
  body: CreateUpdatePolicy,
  response: { status: 201, schema: UpdatePolicy },
  problems: ['already_exists', 'unprocessable'],
  handle: async ({ body, context }) => {
    const policy = await createUpdatePolicy(context, body);
    return { body: policy, headers: { Location: `${POLICIES}/${policy.id}`, ETag: formatEtag(policy.version) } };
  },
});

const get = defineRoute({
  operationId: 'getUpdatePolicy',
  method: 'GET',
  path: `${POLICIES}/{id}`,
  summary: 'One update policy',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: UpdatePolicy },
  problems: ['not_found'],
  handle: async ({ params, context }) => {
    const policy = await getUpdatePolicy(context, params.id);
    return { body: policy, headers: { ETag: formatEtag(policy.version) } };
  },
});

const patch = defineRoute({
  operationId: 'patchUpdatePolicy',
  method: 'PATCH',
  path: `${POLICIES}/{id}`,
  summary: 'Changes an update policy; null takes a rule out of it',
  tag,
  role: 'admin',
  versioned: true,
  params: IdParams,
  body: PatchUpdatePolicy,
  response: { status: 200, schema: UpdatePolicy },
  problems: ['not_found', 'already_exists', 'unprocessable'],
  handle: async ({ params, body, ifMatch, context }) => {
    const policy = await patchUpdatePolicy(context, { id: params.id, patch: body, expectedVersion: ifMatch });
    return { body: policy, headers: { ETag: formatEtag(policy.version) } };
  },
});

const remove = defineRoute({
  operationId: 'deleteUpdatePolicy',
  method: 'DELETE',
  path: `${POLICIES}/{id}`,
  summary: 'Deletes an update policy; updates under way keep the rules they began with',
  tag,
  role: 'admin',
  params: IdParams,
  response: { status: 204 },
  problems: ['not_found'],
  handle: async ({ params, context }) => {
    await deleteUpdatePolicy(context, params.id);
    return {};
  },
});

const effective = defineRoute({
  operationId: 'getEffectivePolicy',
  method: 'GET',
  path: '/api/containers/containers/{id}/effective-policy',
  summary: 'The rules that hold for a container, where each comes from, and what was ignored',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: ResolvedRules },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await getEffectivePolicy(context, params.id) }),
});

export const policyRoutes = [list, create, get, patch, remove, effective];
