import { z } from 'zod';
import { readPause, setPause } from '../../operations/workflows/pause.js';
import { routesFor } from '../define-route.js';

const defineRoute = routesFor<unknown>();
const tag = 'workflows';

const PauseState = z
  .object({
    paused: z.boolean(),
    changedAt: z.iso.datetime().nullable(),
    changedBy: z.string().nullable(),
  })
  .meta({ id: 'PauseState' });

const read = defineRoute({
  operationId: 'getPause',
  method: 'GET',
  path: '/api/workflows/pause',
  summary: 'Whether new mutating work is stopped everywhere',
  tag,
  role: 'viewer',
  response: { status: 200, schema: PauseState },
  problems: [],
  handle: async ({ context }) => ({ body: await readPause(context.database) }),
});

const pause = defineRoute({
  operationId: 'pauseWork',
  method: 'POST',
  path: '/api/workflows/pause',
  summary: 'Stops new mutating work everywhere; reading and collecting go on',
  tag,
  role: 'operator',
  response: { status: 200, schema: PauseState },
  problems: [],
  handle: async ({ context }) => ({ body: await setPause(context, true) }),
});

const resume = defineRoute({
  operationId: 'resumeWork',
  method: 'POST',
  path: '/api/workflows/resume',
  summary: 'Lets mutating work start again',
  tag,
  role: 'admin',
  response: { status: 200, schema: PauseState },
  problems: [],
  handle: async ({ context }) => ({ body: await setPause(context, false) }),
});

export const workflowRoutes = [read, pause, resume];
