import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createProtectionActivities } from '../../../src/activities/protection/protection-activities.js';
import type { RiskLevel } from '../../../src/domain/protection/plan.js';
import type { ApprovalModel } from '../../../src/models/protection/approval-model.js';
import { connectTemporal, type TemporalConnection } from '../../../src/platform/temporal/connection.js';
import { createFailureInterceptor } from '../../../src/platform/temporal/failures.js';
import { openTestApproval, type GivenApproval } from '../approval-fixture.js';
import type { TestDatabase } from '../database.js';
import { createTestNamespace, removeTestNamespace, testTemporalAddress } from '../system-namespace.js';
import type { WaitingInput } from './workflows.js';

export interface Waiting {
  readonly temporal: TemporalConnection;
  startWorker(maxLevel?: RiskLevel): Promise<{ stop(): Promise<void> }>;
  /** A worker in a process of its own, to be killed. */
  spawnWorker(): Promise<ChildProcess>;
  /** Opens an approval and the workflow that waits for it. */
  start(given?: GivenApproval, input?: Omit<WaitingInput, 'approvalId'>): Promise<Waited>;
  stop(): Promise<void>;
}

export interface Waited {
  readonly row: ApprovalModel;
  readonly handle: WorkflowHandle;
}

/** A namespace of its own and workers whose every task replays the whole history. `db` is asked for on use. */
export async function prepareWaiting(db: () => TestDatabase): Promise<Waiting> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const address = testTemporalAddress();
  const namespace = await createTestNamespace(address);
  const temporal = connectTemporal({ address, namespace });
  const connection = await NativeConnection.connect({ address });
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-approval-'));
  const codePath = path.join(directory, 'bundle.js');
  const workflowsPath = fileURLToPath(new URL('workflows.js', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  await writeFile(codePath, code);
  const stops = new Set<() => Promise<void>>();
  return {
    temporal,
    async startWorker(maxLevel = 'medium') {
      const activities = createProtectionActivities({ database: db().database, webUiDecideMaxLevel: maxLevel });
      const worker = await Worker.create({
        connection,
        namespace,
        taskQueue: 'engine',
        workflowBundle: { codePath },
        activities,
        maxCachedWorkflows: 0,
        interceptors: { activity: [() => ({ inbound: createFailureInterceptor((text) => text) })] },
      });
      const run = worker.run();
      const stop = async (): Promise<void> => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
        await run;
      };
      stops.add(stop);
      return { stop };
    },
    async spawnWorker() {
      const script = fileURLToPath(new URL('worker-process.js', import.meta.url));
      const child = spawn(process.execPath, [script, address, namespace, codePath], {
        env: { ...process.env, WORKER_DATABASE_URL: db().url },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (child.stdout !== null) await once(child.stdout, 'data');
      return child;
    },
    async start(given = {}, input = {}) {
      const row = await openTestApproval(db().database, given);
      const handle = await temporal.client.workflow.start('waitForPeople', {
        taskQueue: 'engine',
        workflowId: row.workflowId,
        args: [{ approvalId: row.id, ...input }],
      });
      return { row, handle };
    },
    async stop() {
      for (const stop of stops) await stop();
      await connection.close();
      await temporal.close();
      await removeTestNamespace(namespace, address);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Until `check` gives something other than undefined and false; fails after 20 s. */
export async function eventually<T>(check: () => Promise<T | undefined | false>): Promise<T> {
  const until = Date.now() + 90_000;
  while (Date.now() < until) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not come about within 90 s');
}
