import { z } from 'zod';
import { Action, ActionKind, ActionState, CreateAction, ReadAnswer } from '../../domain/protection/actions/action.js';
import { Effect } from '../../domain/protection/detect/finding.js';
import { cancelAction, rollBackAction } from '../../operations/protection/actions/change-action.js';
import { createAction, type Created } from '../../operations/protection/actions/create-action.js';
import { getAction, listActions } from '../../operations/protection/actions/read-actions.js';
import type { ActionServices } from '../../operations/protection/actions/services.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';

export interface ActionApiServices {
  readonly actions: ActionServices;
  readonly cursors: CursorCodec;
}

const defineRoute = routesFor<ActionApiServices>();
const BASE = '/api/actions';
const tag = 'protection';

const create = defineRoute({
  operationId: 'createAction',
  method: 'POST',
  path: BASE,
  summary: 'Runs a command on a server: at once when it only reads, else under protection.',
  description:
    'A command that only reads answers 200 with its output, whatever its exit code. Anything else answers 202: it is planned, waits for approval where its risk says so, is looked at again right before the act, and never runs twice.',
  tag,
  role: 'operator',
  starts: 'workflow',
  body: CreateAction,
  response: { status: 202, schema: Action },
  alternatives: [{ status: 200, schema: ReadAnswer, description: 'It only reads, and has run.' }],
  problems: ['not_found', 'unprocessable', 'action_forbidden', 'host_unreachable', 'workflow_running'],
  handle: async ({ body, context, services }) => answer(await createAction(context, services.actions, body)),
});

function answer(created: Created) {
  if (created.kind === 'answered') return { status: 200 as const, body: created.answer };
  return { status: 202 as const, body: created.action, headers: { Location: `${BASE}/${created.action.id}` } };
}

const list = defineRoute({
  operationId: 'listActions',
  method: 'GET',
  path: BASE,
  summary: 'Actions, newest first, without their output.',
  tag,
  role: 'viewer',
  query: z.object({
    ...pageQuery,
    serverId: z.uuid().optional(),
    state: ActionState.optional(),
    kind: ActionKind.optional(),
    effect: Effect.optional(),
    needsAttention: z.stringbool().optional(),
  }),
  response: { status: 200, schema: pageOf(Action) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor, ...filters }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listActions',
      limit,
      cursor,
      filters,
      keyOf: ({ createdAt, id }: Action) => ({ at: createdAt, id }),
      read: (page) => listActions(context, services.actions, { ...filters, ...page }),
    }),
  }),
});

const read = defineRoute({
  operationId: 'getAction',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One action: what was asked for, judged, approved and done. Its output is shown to operators.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: Action },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({ body: await getAction(context, services.actions, params.id) }),
});

const cancel = defineRoute({
  operationId: 'cancelAction',
  method: 'POST',
  path: `${BASE}/{id}/cancel`,
  summary: 'Ends an action that has not begun, whoever asked for it: also in the last minute after an approval.',
  tag,
  role: 'operator',
  idempotent: true,
  params: IdParams,
  response: { status: 200, schema: Action },
  problems: ['not_found', 'action_ended', 'temporal_unavailable'],
  handle: async ({ params, context, services }) => ({
    body: await cancelAction(context, services.actions, params.id),
  }),
});

const rollback = defineRoute({
  operationId: 'rollBackAction',
  method: 'POST',
  path: `${BASE}/{id}/rollback`,
  summary: 'Asks for the command that undoes an action: an action of its own, with its own approval.',
  tag,
  role: 'operator',
  starts: 'workflow',
  params: IdParams,
  body: z.strictObject({ reason: z.string().trim().min(1).max(2_000).optional() }),
  response: { status: 202, schema: Action },
  alternatives: [{ status: 200, schema: ReadAnswer, description: 'It only reads, and has run.' }],
  problems: ['not_found', 'unprocessable', 'action_forbidden', 'host_unreachable', 'workflow_running'],
  handle: async ({ params, body, context, services }) =>
    answer(await rollBackAction(context, services.actions, { id: params.id, ...body })),
});

export const actionRoutes = [create, list, read, cancel, rollback];
