import { z } from 'zod';
import { Assessment } from '../../domain/protection/assessment.js';
import { assessCommand, MAX_COMMAND_BYTES, type AssessServices } from '../../operations/protection/assess-command.js';
import { routesFor } from '../define-route.js';

export interface AssessApiServices {
  readonly assessment: AssessServices;
}

const AssessCommand = z
  .strictObject({
    // Characters here, bytes in the operation: what is longer in characters is longer in bytes.
    command: z.string().min(1).max(MAX_COMMAND_BYTES),
    serverId: z.uuid().optional(),
    shell: z
      .enum(['sh', 'bash', 'powershell', 'cmd'])
      .optional()
      .meta({ description: 'Default: the server’s own, else bash.' }),
  })
  .meta({ id: 'AssessCommand' });

const assess = routesFor<AssessApiServices>()({
  operationId: 'assessCommand',
  method: 'POST',
  path: '/api/actions/assess',
  summary: 'What a command would do, how bad that is on a host, and what it takes to be allowed. Runs nothing.',
  description:
    '`destructive` and `opaque` are held for a person. It opens no connection: the host is judged by what is stored of it, and by one level more where that is nothing or not recent.',
  tag: 'protection',
  role: 'viewer',
  changesNothing: true,
  body: AssessCommand,
  response: { status: 200, schema: Assessment },
  problems: ['not_found'],
  handle: async ({ body, context, services }) => ({ body: await assessCommand(context, services.assessment, body) }),
});

export const assessRoutes = [assess];
