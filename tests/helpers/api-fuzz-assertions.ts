import type { ExecutionContext } from 'ava';
import type { FuzzReport } from './api-fuzz.js';
import type { TestApi } from './api-server.js';

/** What no chance can serve, and why. */
const NEVER_SERVED: Readonly<Record<string, string>> = {
  acknowledgeApproval: 'it takes a phrase that only its reader knows',
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
  for (const [operationId, statuses] of Object.entries(report.byOperation)) {
    if (operationId in NEVER_SERVED) continue;
    t.true(
      Object.keys(statuses).some((status) => status.startsWith('2')),
      `${operationId} was never served: ${JSON.stringify(statuses)}`,
    );
  }
  t.is((await api.request('GET', '/api/auth/whoami', { token })).status, 200);
}
