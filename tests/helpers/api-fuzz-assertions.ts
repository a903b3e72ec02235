import type { ExecutionContext } from 'ava';
import type { FuzzReport } from './api-fuzz.js';
import type { TestApi } from './api-server.js';

/** What no chance can serve, and why. */
export const NEVER_SERVED: Readonly<Record<string, string>> = {
  acknowledgeApproval: 'it takes a phrase that only its reader knows',
  breakGlass: 'it takes a plan of the highest level, a phrase and a code',
  reviewBreakGlass: 'there is none to review',
  confirmSecondFactor: 'it takes a code from an authenticator',
  removeSecondFactor: 'it takes a code from an authenticator',
  unlockApproval: 'it takes one that wrong phrases have locked',
  rollBackAction: 'it takes an action that has been executed, and nothing executes here',
};

/** What holds after any fuzz: nothing broke, every refusal is typed, every operation was served, the caller still is. */
export async function assertFuzzed(
  t: ExecutionContext,
  api: Pick<TestApi, 'request'>,
  report: FuzzReport,
  token: string,
): Promise<void> {
  t.deepEqual(report.serverErrors, []);
  t.deepEqual(report.malformedProblems, []);
  t.deepEqual(report.failures, []);
  // A fuzz that only ever hits the front door proves nothing.
  const unserved = Object.entries(report.byOperation).filter(
    ([operationId, statuses]) =>
      !(operationId in NEVER_SERVED) && !Object.keys(statuses).some((status) => status.startsWith('2')),
  );
  t.deepEqual(Object.fromEntries(unserved), {});
  t.is((await api.request('GET', '/api/auth/whoami', { token })).status, 200);
}
