import { condition } from '@temporalio/workflow';
import type { FinishInput, UpdateInput } from '../../../domain/containers/updates/messages.js';
import type { Journal } from './journal.js';
import { engine } from './update-activities.js';

/** Windows can be changed while they are waited for: so long at most until one is read again. */
const READ_AGAIN_MS = 60 * 60_000;

/** Waits until the maintenance window is open, or a person wants no more of it. Null: go on. */
export async function waitForWindow({
  updateId,
  journal,
}: UpdateInput & { readonly journal: Journal }): Promise<Omit<FinishInput, 'updateId'> | null> {
  let waited = false;
  for (;;) {
    const { open, opensAt, closesAt, reason } = await engine.readWindow({ updateId });
    if (open || journal.wish !== null) {
      if (waited) await journal.leave('window', journal.wish === null ? 'succeeded' : 'failed', { opensAt, closesAt });
      return null;
    }
    if (opensAt === null) {
      return { state: 'failed', code: 'window_never_opens', message: reason ?? '', step: 'window' };
    }
    if (!waited) await journal.enter('window');
    waited = true;
    journal.note([`Waiting for the maintenance window, which opens at ${opensAt}.`]);
    const untilMs = Math.max(1, Math.min(READ_AGAIN_MS, Date.parse(opensAt) - Date.now()));
    await condition(() => journal.wish !== null, untilMs, { summary: `Window opens at ${opensAt}` });
  }
}
