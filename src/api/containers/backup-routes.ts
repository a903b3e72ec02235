import { z } from 'zod';
import { BackupState, ContainerBackup, CreateBackup, RestoreBackup } from '../../domain/containers/backups/backup.js';
import { createBackup } from '../../operations/containers/backups/create-backup.js';
import { getBackup, listBackups } from '../../operations/containers/backups/read-backups.js';
import { requestRestore, requestVerification } from '../../operations/containers/backups/request-task.js';
import type { ContainerJobServices } from '../../operations/containers/services.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';

export interface BackupApiServices {
  readonly containers: ContainerJobServices;
  readonly cursors: CursorCodec;
}

const defineRoute = routesFor<BackupApiServices>();
const BASE = '/api/containers/backups';
const tag = 'containers';
const locationOf = ({ id }: ContainerBackup) => ({ Location: `${BASE}/${id}` });

const list = defineRoute({
  operationId: 'listContainerBackups',
  method: 'GET',
  path: BASE,
  summary: 'Backups of containers, newest first.',
  tag,
  role: 'viewer',
  query: z.object({ ...pageQuery, containerId: z.uuid().optional(), state: BackupState.optional() }),
  response: { status: 200, schema: pageOf(ContainerBackup) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listContainerBackups',
      limit,
      cursor,
      filters,
      keyOf: ({ createdAt, id }: ContainerBackup) => ({ at: createdAt, id }),
      read: (page) => listBackups(context, services.containers, { ...filters, ...page }),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const read = defineRoute({
  operationId: 'getContainerBackup',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One backup: where it lies, what it holds, when it was verified.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: ContainerBackup },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({
    body: await getBackup(context, services.containers, params.id),
  }),
});

const create = defineRoute({
  operationId: 'createContainerBackup',
  method: 'POST',
  path: BASE,
  summary: 'Backs up the settings, the image and the volumes of a container now.',
  description:
    'A running container is stopped for it only with `stop: true`; without, volumes are archived as they change, and the ' +
    'backup says `consistent: false` unless the file system can snapshot them. Bind mounts go only when they are named.',
  tag,
  role: 'operator',
  starts: 'workflow',
  body: CreateBackup,
  response: { status: 202, schema: ContainerBackup },
  problems: ['not_found', 'workflow_running'],
  handle: async ({ body, context, services }) => {
    const backup = await createBackup(context, services.containers, body);
    return { body: backup, headers: locationOf(backup) };
  },
});

const verify = defineRoute({
  operationId: 'verifyContainerBackup',
  method: 'POST',
  path: `${BASE}/{id}/verify`,
  summary: 'Compares checksums and makes a test restore; `verification` says what was found.',
  tag,
  role: 'operator',
  starts: 'workflow',
  params: IdParams,
  body: z.strictObject({}),
  response: { status: 202, schema: ContainerBackup },
  problems: ['not_found', 'unprocessable', 'workflow_running'],
  handle: async ({ params, context, services }) => {
    const backup = await requestVerification(context, services.containers, params.id);
    return { body: backup, headers: locationOf(backup) };
  },
});

const restore = defineRoute({
  operationId: 'restoreContainerBackup',
  method: 'POST',
  path: `${BASE}/{id}/restore`,
  summary: 'Asks for the volumes of a backup to be restored: `approvalId` is what has to be approved first.',
  description:
    'The container is stopped, the present contents are set aside, the backup is restored and compared, the container is ' +
    'started again. When a step fails, the former contents are put back.',
  tag,
  role: 'operator',
  starts: 'workflow',
  params: IdParams,
  body: RestoreBackup,
  response: { status: 202, schema: ContainerBackup },
  problems: ['not_found', 'unprocessable', 'workflow_running'],
  handle: async ({ params, body, context, services }) => {
    const backup = await requestRestore(context, services.containers, { id: params.id, ...body });
    return { body: backup, headers: locationOf(backup) };
  },
});

export const backupRoutes = [list, read, create, verify, restore];
