import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Action, ReadAnswer } from '../../src/domain/protection/actions/action.js';
import type { Approval } from '../../src/domain/protection/approval.js';
import { verifyAudit } from '../../src/platform/audit/verify.js';
import type { SshdHostOptions } from './sshd-fleet.js';
import { enrolFleet, type EnrolledFleet } from './system-fleet.js';
import { startSystem, type TestSystem } from './system.js';
import { waitUntil } from './wait-until.js';

export interface ActionBench {
  readonly system: TestSystem;
  readonly fleet: EnrolledFleet;
  readonly serverId: string;
  /** Ids of the people beside the admin. */
  readonly approverIds: readonly string[];
  /** Everything that commands of the test touch lies below it. */
  readonly directory: string;
  request(method: string, path: string, json?: unknown, token?: string): Promise<Reply>;
  /** 202 */
  ask(command: string, fields?: Record<string, unknown>): Promise<Action>;
  read(id: string): Promise<Action>;
  approval(id: string): Promise<Approval>;
  /** Gives whatever the level asks for, by as many people as it takes. */
  approve(approvalId: string): Promise<Approval>;
  waitFor(id: string, wanted: (action: Action) => boolean, timeoutMs?: number): Promise<Action>;
  waitForEnd(id: string, timeoutMs?: number): Promise<Action>;
  /** A directory with a file in it, to be destroyed. */
  makeVictim(name: string): Promise<string>;
  exists(file: string): Promise<boolean>;
  auditOf(actionId: string): Promise<string[]>;
  chainIsSound(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Level by level, the requester is the admin; these come on top. */
const APPROVERS = 2;

/** A Millwright with one sshd host and people enough for every level. */
export async function startActionBench(
  worker: 'in_process' | 'child' | 'none',
  host: Omit<SshdHostOptions, 'name'> = {},
): Promise<ActionBench> {
  const system = await startSystem({ worker, coolingDownMs: 300 });
  const undo: (() => Promise<unknown>)[] = [() => system.stop()];
  try {
    const fleet = await enrolFleet(system, [{ ...host, name: 'nas-01' }]);
    undo.unshift(() => fleet.fleet.stop());
    // Not below /tmp: what lies there is made again by a known step, and nobody is asked about it.
    const directory = await mkdtemp(path.join(homedir(), 'mw-action-'));
    undo.unshift(() => rm(directory, { recursive: true, force: true }));
    const request = makeRequest(system);
    const approvers: Approver[] = [];
    for (let index = 0; index < APPROVERS; index += 1) approvers.push(await makeApprover(request, index));
    const stop = async (): Promise<void> => {
      for (const step of undo) await step();
    };
    return { ...describe({ system, fleet, directory, request, approvers }), stop };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

type Request = ActionBench['request'];

function makeRequest(system: TestSystem): Request {
  return async (method, path_, json, token = system.adminToken) => {
    const response = await fetch(`${system.url}${path_}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

interface Approver {
  readonly id: string;
  readonly token: string;
}

async function makeApprover(request: Request, index: number): Promise<Approver> {
  const user = await request('POST', '/api/users', { name: `approver ${index}`, role: 'approver' });
  const json = { userId: user.body['id'], name: 'desk', kind: 'human' };
  const token = String((await request('POST', '/api/tokens', json)).body['token']);
  return { id: String(user.body['id']), token };
}

interface Parts {
  readonly system: TestSystem;
  readonly fleet: EnrolledFleet;
  readonly directory: string;
  readonly request: Request;
  readonly approvers: readonly Approver[];
}

function describe(parts: Parts): Omit<ActionBench, 'stop'> {
  const { system, fleet, directory, request } = parts;
  const serverId = fleet.id('nas-01');
  const read = async (id: string): Promise<Action> =>
    (await request('GET', `/api/actions/${id}`)).body as unknown as Action;
  const waitFor: ActionBench['waitFor'] = async (id, wanted, timeoutMs = 120_000) => {
    let last: Action | undefined;
    const isThere = async (): Promise<boolean> => {
      last = await read(id);
      return wanted(last);
    };
    try {
      await waitUntil(isThere, timeoutMs);
    } catch (error) {
      throw new Error(`action ${id} is ${last?.state} ${JSON.stringify(last?.error)}`, { cause: error });
    }
    if (last === undefined) throw new Error('never read');
    return last;
  };
  return {
    system,
    fleet,
    serverId,
    approverIds: parts.approvers.map(({ id }) => id),
    directory,
    request,
    read,
    waitFor,
    waitForEnd: (id, timeoutMs) => waitFor(id, ({ finishedAt }) => finishedAt !== null, timeoutMs),
    async ask(command, fields = {}) {
      const reply = await request('POST', '/api/actions', { serverId, command, reason: 'a test', ...fields });
      if (reply.status !== 202) throw new Error(`expected 202: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.body as unknown as Action;
    },
    approval: async (id) => (await request('GET', `/api/approvals/${id}`)).body as unknown as Approval,
    approve: (approvalId) => approveFully(parts, approvalId),
    async makeVictim(name) {
      const victim = path.join(directory, name);
      await mkdir(victim, { recursive: true });
      await writeFile(path.join(victim, 'file'), name);
      return victim;
    },
    exists: (file) =>
      stat(file).then(
        () => true,
        () => false,
      ),
    async auditOf(actionId) {
      const { rows } = await system.database.pool.query<{ line: string }>(
        `select action || ' ' || outcome as line from audit_entries where subject_id = $1 order by sequence`,
        [actionId],
      );
      return rows.map(({ line }) => line);
    },
    chainIsSound: async () => (await verifyAudit(system.database.pool)).ok,
  };
}

async function approveFully({ request, approvers }: Parts, approvalId: string): Promise<Approval> {
  const seen = (await request('GET', `/api/approvals/${approvalId}`)).body as unknown as Approval;
  const { level, phrase } = seen.confirmation;
  const checklist = seen.plan.checklist.map(({ id }) => id);
  const said = { ...(phrase === undefined ? {} : { phrase }), checklist, planHash: seen.plan.hash };
  const path_ = `/api/approvals/${approvalId}`;
  if (level === 'four_eyes' || level === 'quorum') {
    await demand(await request('POST', `${path_}/acknowledge`, { phrase, checklist }));
    for (const { token } of approvers.slice(0, level === 'quorum' ? 2 : 1)) {
      await demand(await request('POST', `${path_}/approve`, said, token));
    }
  } else {
    await demand(await request('POST', `${path_}/approve`, said));
  }
  return (await request('GET', path_)).body as unknown as Approval;
}

async function demand(reply: Reply): Promise<void> {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
}

export type { Action, ReadAnswer };
