import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { invoke, runBatch } from '../../../src/platform/commands/index.js';
import { classifySudoFailure } from '../../../src/platform/commands/sudo-failures.js';
import { rootShellText, sh } from './sample-commands.js';
import { shellTransport } from './shell-transport.js';

const PASSWORD = `pa'ss $(word) "\\n`;
/** A sudo that keeps sudo's manners: reads one line byte by byte for -S, refuses with -n, shows what it was given. */
const SUDO = `#!/bin/bash
mode=ask
while [ "$1" != -- ]; do
  case $1 in -n) mode=never ;; -S) mode=stdin ;; -p) shift ;; esac
  shift
done
shift
tr '\\0' ' ' </proc/$$/cmdline >>"$SUDO_LOG"
tr '\\0' ' ' </proc/$$/environ >>"$SUDO_LOG"
if [ -n "$SUDO_NOPASSWD" ]; then exec "$@"; fi
if [ $mode = never ]; then echo 'sudo: a password is required' >&2; exit 1; fi
IFS= read -r given
if [ "$given" != "$SUDO_EXPECTED" ]; then echo 'Sorry, try again.' >&2; echo 'sudo: 1 incorrect password attempt' >&2; exit 1; fi
exec "$@"
`;
const folder = mkdtempSync(join(tmpdir(), 'sudo-test-'));
const log = join(folder, 'log');
writeFileSync(join(folder, 'sudo'), SUDO);
chmodSync(join(folder, 'sudo'), 0o755);
test.after.always(() => rmSync(folder, { recursive: true }));

const env = { PATH: `${folder}:/usr/bin:/bin`, SUDO_LOG: log, SUDO_EXPECTED: PASSWORD };
const asRoot = (text: string) => invoke(rootShellText, { text });
const password = { host: { tools: {}, sudo: 'password' as const }, sudoPassword: PASSWORD };

for (const shell of ['/bin/dash', '/bin/bash']) {
  test.serial(`${shell}: the password reaches sudo and no argument list or environment`, async (t) => {
    writeFileSync(log, '');
    const exported = { ...env, SUDO_EXPECTED: PASSWORD.slice(0, -1), mw_secret: 'of the host' };
    const commands = [asRoot('id -u; cat'), sh('tr "\\0" " " </proc/$PPID/environ; env')];
    const wrong = await runBatch(shellTransport({ shell, env: exported }), { commands, ...password });
    t.is(wrong.results[0]!.errorClass, 'sudo_refused');
    t.false(wrong.results[1]!.stdout.includes(PASSWORD));
    const seen = await import('node:fs').then(({ readFileSync }) => readFileSync(log, 'utf8'));
    t.true(seen.includes('-k -S -p'));
    t.false(seen.includes(PASSWORD));
    const right = await runBatch(shellTransport({ shell, env }), { commands, ...password });
    t.is(right.results[0]!.status, 'ok');
    t.regex(right.results[0]!.stdout.toString(), /^\d+\n$/);
  });
}

test.serial('a password left on stdin by a rule without one is not given back', async (t) => {
  const transport = shellTransport({ env: { ...env, SUDO_NOPASSWD: '1' } });
  const { results } = await runBatch(transport, { commands: [asRoot('echo x; cat; echo y')], ...password });
  t.is(results[0]!.stdout.toString(), 'x\n[redacted]\ny\n');
});

test.serial('root commands are limited as root', async (t) => {
  const transport = shellTransport({ env: { ...env, SUDO_NOPASSWD: '1' } });
  const commands = [asRoot('tr "\\0" " " </proc/$PPID/cmdline')];
  const { results } = await runBatch(transport, { commands, host: { tools: {}, sudo: 'passwordless' } });
  t.regex(results[0]!.stdout.toString(), /^timeout -k 2 8 sh -c/);
});

test.serial('a root command that only root may kill is killed through sudo, and the rest runs', async (t) => {
  const transport = shellTransport({ env: { ...env, SUDO_NOPASSWD: '1' } });
  const deaf = { ...transport, run: withDeafKill((request) => transport.run(request)) };
  const commands = [asRoot('trap "" TERM; while :; do sleep 1; done'), sh('echo after')];
  const { results } = await runBatch(deaf, { commands, host: { tools: {}, sudo: 'passwordless' } });
  t.deepEqual(
    results.map(({ status }) => status),
    ['timed_out', 'ok'],
  );
  t.true(results[0]!.durationMs < 7_500);
});

/** A second channel that works but, as with root's processes, kills nothing. */
function withDeafKill(run: ReturnType<typeof shellTransport>['run']): typeof run {
  return (request) =>
    run({
      ...request,
      onStarted: (control) =>
        request.onStarted?.({ abort: (reason) => control.abort(reason), killDescendants: async () => true }),
    });
}

test.serial('without the password of a host that needs one nothing is sent', async (t) => {
  const transport = shellTransport({ onScript: () => t.fail('nothing is to run') });
  const { results } = await runBatch(transport, { commands: [asRoot(':')], host: password.host });
  t.is(results[0]!.errorClass, 'sudo_password_required');
});

test.serial('the real sudo of a user without rules is understood', async (t) => {
  if (!existsSync('/usr/bin/sudo') || process.getuid?.() !== 0) {
    t.log('needs root and sudo: the recorded texts below stand for it');
    t.pass();
    return;
  }
  const transport = shellTransport({ uid: 65534, env: { PATH: '/usr/bin:/bin' } });
  const { results } = await runBatch(transport, {
    commands: [asRoot('id -u'), sh('echo after')],
    host: { tools: {}, sudo: 'passwordless' },
  });
  t.is(results[0]!.errorClass, 'sudo_password_required', results[0]!.stderr.toString());
  t.is(results[1]!.status, 'ok');
  const wrong = await runBatch(transport, { commands: [asRoot('id -u')], ...password });
  t.is(wrong.results[0]!.errorClass, 'sudo_refused', wrong.results[0]!.stderr.toString());
});

test('recorded texts of sudo and sudo-rs have their class', (t) => {
  const cases: readonly [string, ReturnType<typeof classifySudoFailure>][] = [
    ['sudo: a password is required\n', 'sudo_password_required'],
    [
      'sudo: a terminal is required to read the password; either use …\nsudo: a password is required\n',
      'sudo_password_required',
    ],
    ['sudo: no tty present and no askpass program specified\n', 'sudo_password_required'],
    ['sudo: interactive authentication is required\n', 'sudo_password_required'],
    ['Sorry, try again.\nsudo: no password was provided\nsudo: 1 incorrect password attempt\n', 'sudo_refused'],
    ['bob is not in the sudoers file.  This incident will be reported.\n', 'sudo_refused'],
    ["Sorry, user bob is not allowed to execute '/bin/true' as root on box.\n", 'sudo_refused'],
    ['sudo: sorry, you must have a tty to run sudo\n', 'sudo_refused'],
    ['sudo: smartctl: command not found\n', 'command_not_found'],
    ['smartctl: unable to open device\n', null],
    ['', null],
  ];
  for (const [text, expected] of cases) t.is(classifySudoFailure(text), expected, text);
});
