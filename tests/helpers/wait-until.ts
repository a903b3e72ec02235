import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again every 20 ms; throws when the condition does not come true in time. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, timeoutMs = 45_000): Promise<void> {
  const deadlineAt = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadlineAt) throw new Error(`Not true within ${timeoutMs} ms: ${condition.toString()}`);
    await sleep(20);
  }
}
