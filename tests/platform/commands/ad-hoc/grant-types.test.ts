import test from 'ava';
import { runAdHoc, stageAdHoc, type AdHocGrant } from '../../../../src/platform/commands/ad-hoc/index.js';
import type { Grant } from '../../../../src/platform/commands/index.js';
import type { Transport } from '../../../../src/platform/ssh/transport.js';

const request = { text: 'true', shell: 'sh', timeoutMs: 1, keepBytes: 1 } as const;
const staged = { ...request, runId: '', timeoutSeconds: 1 } as const;

/** Never called: that it compiles is the proof. Without each mark below the build would fail. */
export function proveByTypes(transport: Transport, registryGrant: Grant): unknown[] {
  return [
    // @ts-expect-error a text without a grant does not compile
    runAdHoc(transport, request),
    // @ts-expect-error nor does one with nothing in its place
    runAdHoc(transport, undefined, request),
    // @ts-expect-error nor does an object that looks like a grant
    runAdHoc(transport, { planHash: 'made up' }, request),
    // @ts-expect-error nor does the grant of a registry command
    runAdHoc(transport, registryGrant, request),
    // @ts-expect-error the same for what changes a host
    stageAdHoc(transport, staged),
    // @ts-expect-error the same for what changes a host
    stageAdHoc(transport, { planHash: 'made up' }, staged),
    // @ts-expect-error the same for what changes a host
    stageAdHoc(transport, registryGrant, staged),
  ];
}

test('an object that only looks like a grant is refused when it is forced through the types', async (t) => {
  const forged = Object.freeze({ planHash: 'made up' }) as unknown as AdHocGrant;
  const never = { run: () => Promise.reject(new Error('it ran')) } as unknown as Transport;
  await t.throwsAsync(runAdHoc(never, forged, request), { name: 'forbidden' });
  await t.throwsAsync(stageAdHoc(never, forged, { ...staged, runId: '0190b0a0-0000-7000-8000-000000000001' }), {
    name: 'forbidden',
  });
});
