import type { Approval } from '../../domain/protection/approval.js';
import type { ApiClient } from './api-client.js';
import { describeApproval } from './show-approval.js';
import type { Terminal } from './terminal.js';

const base = (id: string): string => `/api/approvals/${id}`;

interface Given {
  readonly phrase?: string;
  readonly checklist: readonly string[];
}

/** Goes through checklist and phrase with the person at the terminal; null when they do not want to, or are not there. */
async function goThrough(terminal: Terminal, approval: Approval, wantsPhrase: boolean): Promise<Given | null> {
  const checklist: string[] = [];
  for (const { id, text, required } of approval.plan.checklist) {
    const answer = await terminal.ask(`  ${text} [y/n] `);
    if (answer === null) return null;
    if (/^y(es)?$/i.test(answer.trim())) checklist.push(id);
    else if (required) return null;
  }
  const { phrase } = approval.confirmation;
  if (!wantsPhrase || phrase === undefined) {
    const answer = await terminal.ask('  Type yes to go on: ');
    return answer?.trim() === 'yes' ? { checklist } : null;
  }
  const typed = await terminal.ask(`  Type ${phrase}\n  > `);
  return typed === null || typed.trim() === '' ? null : { phrase: typed, checklist };
}

/** The requester’s own step at `high` and above. False when it was not taken. */
export async function acknowledge(api: ApiClient, terminal: Terminal, id: string): Promise<boolean> {
  const approval = await api.get<Approval>(base(id));
  for (const line of describeApproval(approval)) terminal.say(line);
  const given = await goThrough(terminal, approval, true);
  if (given === null) return false;
  await api.send('POST', `${base(id)}/acknowledge`, { phrase: given.phrase ?? '', checklist: given.checklist });
  return true;
}

/** Approves the very plan that was shown. False when the person did not want to. */
export async function approve(
  api: ApiClient,
  terminal: Terminal,
  { id, comment }: { readonly id: string; readonly comment?: string | undefined },
): Promise<boolean> {
  const approval = await api.get<Approval>(base(id));
  for (const line of describeApproval(approval)) terminal.say(line);
  const { level } = approval.confirmation;
  const given = await goThrough(terminal, approval, level === 'phrase' || level === 'quorum');
  if (given === null) return false;
  await api.send('POST', `${base(id)}/approve`, {
    ...given,
    planHash: approval.plan.hash,
    ...(comment === undefined ? {} : { comment }),
  });
  return true;
}

/** What the requester can do about an approval of one’s own, by its level. */
export async function confirmOwn(api: ApiClient, terminal: Terminal, id: string): Promise<boolean> {
  const { confirmation } = await api.get<Approval>(base(id));
  const isSingle = confirmation.level === 'confirm' || confirmation.level === 'phrase';
  return isSingle ? approve(api, terminal, { id }) : acknowledge(api, terminal, id);
}
