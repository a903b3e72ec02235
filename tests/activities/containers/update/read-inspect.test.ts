import test from 'ava';
import { digestSettings } from '../../../../src/activities/containers/update/read-inspect.js';

const inspect = (changes: { readonly dns?: unknown; readonly memory?: number; readonly reversed?: boolean }) => {
  const mounts = [
    { Type: 'volume', Name: 'data', Source: '/v/data', Destination: '/data', RW: true },
    { Type: 'volume', Name: 'cache', Source: '/v/cache', Destination: '/cache', RW: true },
  ];
  return {
    Image: `sha256:${'a'.repeat(64)}`,
    Config: { Env: ['A=b'], Labels: {} },
    HostConfig: { Dns: changes.dns, Memory: changes.memory ?? 0, RestartPolicy: { Name: 'always' } },
    Mounts: changes.reversed === true ? mounts.toReversed() : mounts,
    NetworkSettings: { Networks: { bridge: { IPAMConfig: null, Links: null } } },
    Args: [],
  };
};

test('an engine that was restarted tells the same settings in other words: nothing has changed', (t) => {
  const before = digestSettings(inspect({ dns: null }));
  t.is(digestSettings(inspect({ dns: [], reversed: true })), before);
  t.is(digestSettings(inspect({})), before);
});

test('an engine tells the links of a container in another order each time', (t) => {
  const linked = (Links: readonly string[]) => digestSettings({ ...inspect({}), HostConfig: { Links } });
  t.is(linked(['/db:/web/db', '/db:/web/store']), linked(['/db:/web/store', '/db:/web/db']));
  t.not(linked(['/db:/web/db']), linked(['/db:/web/store']));
});

test('a setting that somebody changed changes the digest', (t) => {
  t.not(digestSettings(inspect({ dns: ['10.0.0.1'] })), digestSettings(inspect({ dns: [] })));
  t.not(digestSettings(inspect({ memory: 64 })), digestSettings(inspect({})));
});
