import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Server } from '../../src/domain/inventory/server.js';
import type { Action, ReadAnswer } from '../../src/domain/protection/actions/action.js';
import type { Approval } from '../../src/domain/protection/approval.js';
import { createDemoClient, type DemoClient } from './client.js';
import { tell, tellTable, title } from './tell.js';

const POLL_MS = 300;

/** What reads runs at once, what destroys waits for people, some things run for nobody. */
export async function showActions(client: DemoClient): Promise<void> {
  title('4. Commands: what reads runs, what destroys waits, some things run for nobody');
  const { items } = await client.get<{ items: Server[] }>('/api/infrastructure/servers?selector=name%3Dweb-1');
  const serverId = items[0]?.id ?? '';
  const read = await client.send<ReadAnswer>('POST', '/api/actions', { serverId, command: 'uptime' });
  tell(`uptime only reads and runs at once: ${read.stdout.trim()}`);
  await askForTheForbidden(client, serverId);
  // Not below /tmp: what lies there may be deleted by anyone, and is not held.
  const releases = await mkdtemp(path.join(homedir(), 'millwright-demo-releases-'));
  try {
    await writeFile(path.join(releases, 'old.tar'), 'what nobody needs any more');
    const reason = 'the old release is not needed any more';
    const asked = await client.send<Action>('POST', '/api/actions', {
      serverId,
      command: `rm -rf ${releases}`,
      reason,
    });
    await agree(client, asked);
    await waitForEnd(client, asked.id);
  } finally {
    await rm(releases, { recursive: true, force: true });
  }
}

async function askForTheForbidden(client: DemoClient, serverId: string): Promise<void> {
  const command = `sudo env X=1 sh -c 'r=/; rm -rf "$r"'`;
  try {
    await client.send('POST', '/api/actions', { serverId, command, reason: 'a bad idea' });
    throw new Error('It was taken.');
  } catch (error) {
    const { detail } = JSON.parse(/\{.*\}$/s.exec((error as Error).message)?.[0] ?? '{}') as { detail?: string };
    if (detail === undefined) throw error;
    tell(`${command} is understood, and refused to everybody:`);
    tell(`  ${detail}`);
  }
}

async function agree(client: DemoClient, { approvalId, assessment }: Action): Promise<void> {
  const approval = await client.get<Approval>(`/api/approvals/${approvalId ?? ''}`);
  const { confirmation, plan } = approval;
  tell(`rm -rf of a directory waits. Risk ${assessment.risk.level}, so it takes: ${confirmation.level}. Its plan:`);
  tellTable(plan.steps.map(({ name, text }) => [name, text]));
  tell(`A way back: ${plan.rollback.text}`);
  const checklist = plan.checklist.map(({ id }) => id);
  const phrase = confirmation.phrase === undefined ? {} : { phrase: confirmation.phrase };
  const at = `/api/approvals/${approval.id}`;
  const said = { ...phrase, checklist, planHash: plan.hash };
  const needsOthers = confirmation.level === 'four_eyes' || confirmation.level === 'quorum';
  if (!needsOthers) {
    await client.send('POST', `${at}/approve`, said);
    tell(`Approved${confirmation.phrase === undefined ? '' : ` by typing "${confirmation.phrase}"`}.`);
    return;
  }
  await client.send('POST', `${at}/acknowledge`, { ...phrase, checklist });
  for (let count = 0; count < (confirmation.level === 'quorum' ? 2 : 1); count += 1) {
    const other = await createPerson(client, `colleague ${count + 1}`);
    await other.send('POST', `${at}/approve`, said);
  }
  tell('Acknowledged by who asked for it, approved by somebody else.');
}

/** Two calls make a person who can approve. */
async function createPerson(client: DemoClient, name: string): Promise<DemoClient> {
  const { id: userId } = await client.send<{ id: string }>('POST', '/api/users', { name, role: 'approver' });
  const made = await client.send<{ token: string }>('POST', '/api/tokens', { userId, name: 'desk', kind: 'human' });
  return createDemoClient(client.url, made.token);
}

async function waitForEnd(client: DemoClient, id: string): Promise<void> {
  for (;;) {
    const action = await client.get<Action>(`/api/actions/${id}`);
    if (action.finishedAt !== null) {
      tell(`${action.state}: done once, after everything had been looked at again; the trail holds who, what and why.`);
      if (action.state !== 'succeeded') throw new Error(`The action ended as ${action.state}.`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
