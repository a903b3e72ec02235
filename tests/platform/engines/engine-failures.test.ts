import test from 'ava';
import { classifyPullError, describeErrorAnswer } from '../../../src/platform/engines/engine-failures.js';
import type { EngineErrorCode } from '../../../src/platform/engines/engine-error.js';

// As Debian's Docker 20.10, a current one with containerd, and Podman 4.3 said it.
const SAID: readonly (readonly [EngineErrorCode, string])[] = [
  ['unauthorized', 'Head "http://registry/v2/team/app/manifests/1": no basic auth credentials'],
  ['unauthorized', 'unauthorized: authentication required'],
  ['unauthorized', 'pull access denied, repository does not exist or may require authorization: authorization failed'],
  ['unauthorized', 'unexpected status from HEAD request to http://registry/v2/team/app/manifests/1: 401 Unauthorized'],
  [
    'unauthorized',
    'unable to retrieve auth token: invalid username/password: unauthorized: incorrect username or password',
  ],
  ['unauthorized', 'denied: requested access to the resource is denied'],
  ['not_found', 'manifest for registry/team/app:nope not found: manifest unknown: manifest unknown'],
  ['not_found', 'failed to resolve reference "registry/team/app:nope": registry/team/app:nope: not found'],
  [
    'not_found',
    'initializing source docker://registry/a:b: reading manifest b in registry/a: manifest unknown: manifest unknown',
  ],
  ['not_found', 'name unknown: repository name not known to registry'],
  ['wrong_platform', 'no matching manifest for linux/amd64 in the manifest list entries'],
  [
    'wrong_platform',
    'no matching manifest for linux/amd64/v4 in the manifest list entries: no match for platform in manifest: not found',
  ],
  ['wrong_platform', 'no image found in image index for architecture amd64, variant "", OS linux'],
  [
    'wrong_platform',
    'image with reference a:1 was found but does not match the specified platform: wanted linux/arm64',
  ],
  ['disk_full', 'failed to register layer: write /data/file: no space left on device'],
  ['disk_full', 'write /var/lib/containerd/x: disk quota exceeded'],
  ['pull_failed', 'toomanyrequests: You have reached your unauthenticated pull rate limit'],
  ['pull_failed', 'unexpected status from HEAD request to http://registry/v2/a/manifests/x: 429 Too Many Requests'],
  ['pull_failed', 'denied: toomanyrequests: access to the resource is denied'],
  ['pull_failed', 'error pulling image configuration: download failed after attempts=6: unexpected EOF'],
  ['pull_failed', 'filesystem layer verification failed for digest sha256:00'],
  ['pull_failed', 'dial tcp 127.0.0.1:1: connect: connection refused'],
  ['pull_failed', ''],
];

test('what engines say of a pull that failed is told apart', (t) => {
  for (const [code, text] of SAID) t.is(classifyPullError(text), code, text);
});

test('a status says what is wrong, and whether something may have been done', (t) => {
  const rows: readonly (readonly [number, EngineErrorCode, boolean])[] = [
    [304, 'bad_request', false],
    [400, 'bad_request', false],
    [401, 'unauthorized', false],
    [403, 'conflict', false],
    [404, 'not_found', false],
    [409, 'conflict', false],
    [500, 'engine_failed', true],
    [501, 'bad_request', false],
    [502, 'engine_failed', true],
    [503, 'unavailable', false],
  ];
  for (const [status, code, mayHaveRun] of rows) {
    const error = describeErrorAnswer({ what: 'asking', changes: true, status, body: '{"message":"so"}' });
    t.is(error.code, code, String(status));
    t.is(error.mayHaveRun, mayHaveRun, String(status));
    t.is(error.status, status);
    t.is(error.message, 'asking: so');
    t.false(describeErrorAnswer({ what: 'asking', changes: false, status, body: '' }).mayHaveRun);
  }
});

test('a full disk is recognised in any answer, other words only of a pull', (t) => {
  const describe = (message: string) =>
    describeErrorAnswer({ what: 'asking', changes: true, status: 500, body: JSON.stringify({ message }) });
  t.is(describe('mkdir /data/x: no space left on device').code, 'disk_full');
  t.is(describe('OCI runtime: executable file not found in $PATH').code, 'engine_failed');
});

test('the causes that Podman names with a status 500 count as what they are', (t) => {
  const describe = (cause: string) =>
    describeErrorAnswer({ what: 'x', changes: true, status: 500, body: JSON.stringify({ cause, message: 'm' }) });
  t.is(describe('container state improper').code, 'conflict');
  t.is(describe('that name is already in use').code, 'conflict');
  t.is(describe('network not found').code, 'not_found');
  t.is(describe('constructor').code, 'engine_failed');
});

test('a body that is no JSON is shown as it is, within bounds', (t) => {
  const error = describeErrorAnswer({ what: 'x', changes: false, status: 502, body: `<h1>${'y'.repeat(9_000)}` });
  t.true(error.message.length < 2_100);
  t.is(describeErrorAnswer({ what: 'x', changes: false, status: 502, body: '' }).message, 'x: status 502');
});
