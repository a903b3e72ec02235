import { Action } from '../../domain/protection/actions/action.js';
import { requestServerDeletion } from '../../operations/protection/actions/delete-server.js';
import { IdParams } from '../fields.js';
import { routesFor } from '../define-route.js';
import type { ActionApiServices } from './action-routes.js';

const remove = routesFor<ActionApiServices>()({
  operationId: 'deleteServer',
  method: 'DELETE',
  path: '/api/infrastructure/servers/{id}',
  summary: 'Asks for a server to be taken out of the fleet: done once it is approved. The host is not touched.',
  description:
    'Answers the action with its `approvalId`. What was measured, done and audited stays until its own retention ends. A server through which others are reached cannot be deleted.',
  tag: 'inventory',
  role: 'operator',
  params: IdParams,
  response: { status: 202, schema: Action },
  problems: ['not_found', 'in_use', 'workflow_running', 'paused', 'temporal_unavailable'],
  handle: async ({ params, context, services }) => {
    const action = await requestServerDeletion(context, services.actions, params.id);
    return { body: action, headers: { Location: `/api/actions/${action.id}` } };
  },
});

export const serverDeletionRoutes = [remove];
