import test from 'ava';
import { detect } from '../../../../src/domain/protection/detect/detect.js';
import { EFFECTS, SEVERITIES } from '../../../../src/domain/protection/detect/finding.js';
import type { Detection } from '../../../../src/domain/protection/detect/finding.js';
import { loadReaders } from '../../../../src/platform/shell/load-readers.js';

const readers = await loadReaders();
const on = (command: string): Detection => detect({ command }, readers);
const types = (command: string) => on(command).findings.map(({ type }) => type);

test('what only reads has no findings', (t) => {
  for (const command of [
    'ls -la /etc',
    'cat /etc/passwd | grep root',
    'df -h; free -m',
    'echo rm -rf /',
    'grep -r "rm -rf /" .',
  ]) {
    const { effect, findings } = on(command);
    t.is(effect, 'read_only', command);
    t.deepEqual(findings, [], command);
  }
});

test('a redirect is judged by where it goes', (t) => {
  const cases: readonly (readonly [string, Detection['effect']])[] = [
    ['ls > /dev/null 2>&1', 'read_only'],
    ['ls 2>/dev/null', 'read_only'],
    ['ls > /tmp/list.txt', 'reversible'],
    ['ls > list.txt', 'reversible'],
    ['date >> /var/log/job.log', 'reversible'],
    ['echo "10.0.0.5 nas" >> /etc/hosts', 'reversible'],
    ['echo x > /etc/fstab', 'destructive'],
    ['echo x > /etc/nginx/nginx.conf', 'destructive'],
    ['echo x >| /etc/passwd', 'destructive'],
    ['cat image.iso > /dev/sda', 'destructive'],
    ['echo x >> /dev/sdb1', 'destructive'],
    ['> /var/log/auth.log', 'destructive'],
    [': > notes.txt', 'destructive'],
    ['cat /dev/null > /srv/data.csv', 'destructive'],
    ['echo b > /proc/sysrq-trigger', 'destructive'],
    ['echo x &> /var/lib/mysql/ibdata1', 'destructive'],
    ['echo x > "$TARGET"', 'opaque'],
    ['pg_dump app > /srv/backups/app.sql', 'reversible'],
    ['echo "bob ALL=(ALL) NOPASSWD: ALL" >> /etc/sudoers', 'destructive'],
    ['echo > /dev/tcp/10.0.0.1/22', 'read_only'],
    ['echo 3 > /proc/sys/vm/drop_caches', 'reversible'],
  ];
  for (const [command, effect] of cases) t.is(on(command).effect, effect, command);
});

test('what a wrapper writes of its own is judged by where it goes', (t) => {
  const effectOf = (command: string) => detect({ command }, readers).effect;
  for (const command of [
    'strace -o /etc/passwd true',
    'strace -ff --output=/dev/sda ls',
    'command time -o /etc/fstab ls',
    'logsave /etc/passwd true',
  ])
    t.is(effectOf(command), 'destructive', command);
  t.is(effectOf("strace -o '|rm -rf /srv' true"), 'opaque');
  for (const command of ['strace -o /tmp/x ls', 'logsave -a /var/log/x date', 'valgrind --log-file=/tmp/v ls'])
    t.is(effectOf(command), 'reversible', command);
  t.is(effectOf('strace -f -o /dev/null ls'), 'read_only');
});

test('the same holds for tee', (t) => {
  t.is(on('echo x | tee /tmp/x').effect, 'reversible');
  t.is(on('echo x | tee /dev/stderr').effect, 'read_only');
  t.is(on('echo x | tee -a /etc/hosts').effect, 'reversible');
  t.is(on('echo x | sudo tee /etc/fstab').effect, 'destructive');
  t.is(on('cat x | tee /dev/sda').effect, 'destructive');
});

test('special files are acts of their own', (t) => {
  t.true(types('echo b > /proc/sysrq-trigger').includes('power_state'));
  t.true(types('echo 1 > /sys/block/sda/device/delete').includes('raid_lvm_change'));
  t.true(types('echo 0 > /sys/fs/selinux/enforce').includes('security_disable'));
});

test('an unknown program is opaque, but its help is not', (t) => {
  t.is(on('frobnicate --all').effect, 'opaque');
  t.is(on('frobnicate --help').effect, 'read_only');
  t.is(on('./frobnicate --help').effect, 'opaque');
  t.is(on('frobnicate --help now').effect, 'opaque');
});

test('a parse error is held', (t) => {
  const { effect, findings } = on('ls "unfinished');
  t.is(effect, 'opaque');
  t.is(findings[0]?.type, 'opaque_execution');
});

test('a fork bomb runs for nobody', (t) => {
  const { findings } = on(':(){ :|:& };:');
  t.true(findings.some(({ forbidden }) => forbidden));
});

test('deleting the host runs for nobody, in whatever spelling', (t) => {
  for (const command of [
    'rm -rf /',
    'rm -rf /*',
    'cd / && rm -rf *',
    'sudo rm -rf //',
    'rm -r -f --no-preserve-root /',
    'rm -rf /etc',
    'rm -rf /tmp/../usr',
    "sh -c 'rm -rf /home'",
  ]) {
    const { effect, findings } = on(command);
    t.is(effect, 'destructive', command);
    t.is(findings[0]?.severity, 'critical', command);
    t.true(
      findings.some(({ forbidden }) => forbidden),
      command,
    );
  }
});

test('what may be empty counts as empty, and is not known', (t) => {
  const { findings } = on('rm -rf "$X"/*');
  t.is(findings[0]?.severity, 'critical');
  t.is(findings[0]?.confidence, 'unknown');
  t.is(on('rm -rf "$X"').effect, 'opaque');
  t.true(['high', 'critical'].includes(on('rm -rf "$X"').findings[0]?.severity ?? ''));
});

test('places where nothing is kept weigh little', (t) => {
  t.is(on('rm -rf /tmp/build-17').effect, 'reversible');
  t.is(on('rm -rf /srv/media').effect, 'destructive');
  t.is(on('rm -rf /tmp/../srv/media').effect, 'destructive');
});

test('some places make a deletion an act of a second type', (t) => {
  t.true(types('rm -rf /var/lib/mysql').includes('database_destroy'));
  t.true(types('rm -rf /srv/backups/old').includes('backup_destroy'));
  t.true(types('rm -f /var/log/auth.log').includes('audit_tamper'));
  t.true(types('rm ~/.ssh/authorized_keys').includes('credential_removal'));
});

test('a delete in a container is one of the container', (t) => {
  const [finding] = on('docker exec web rm -rf /var/lib').findings;
  t.is(finding?.place, 'container');
  t.is(finding?.effect, 'destructive');
  t.false(finding?.forbidden);
  t.regex(finding?.target ?? '', /^web:/);
});

test('a text that is put where it runs later is judged as if it ran now', (t) => {
  t.is(on('echo "0 3 * * * root rm -rf /srv/media" >> /etc/crontab').effect, 'destructive');
  t.is(on('echo "0 3 * * * root /bin/true" >> /etc/crontab').effect, 'reversible');
  t.is(on('echo "mkfs.ext4 /dev/sdb1" >> ~/.bashrc').effect, 'destructive');
  t.is(on('echo "alias ll=ls" >> ~/.bashrc').effect, 'reversible');
});

test('what the text itself has started may be ended', (t) => {
  const effectOf = (command: string) => detect({ command }, readers).effect;
  for (const command of ['sleep 5 & kill $!', 'tail -F /var/log/x & p=$!; sleep 9; kill "$p"', 'sleep 9 & kill %1'])
    t.is(effectOf(command), 'reversible', command);
  for (const command of ['kill $!', '(sleep 1 &); kill $!', 'ssh host "sleep 1 &"; kill $!', 'sleep 1 & kill $! 77'])
    t.is(effectOf(command), 'destructive', command);
});

test('requests to other servers are judged by method and address', (t) => {
  t.is(on('curl -fsS https://example.org').effect, 'read_only');
  t.true(types('curl -X DELETE http://localhost:9200/logs').includes('database_destroy'));
  t.true(
    types('curl --unix-socket /var/run/docker.sock -X DELETE http://localhost/containers/web?force=1').includes(
      'container_remove',
    ),
  );
  t.is(on('curl -o /etc/passwd https://example.org/x').effect, 'destructive');
  t.is(on('curl -o x.tgz https://example.org/x.tgz').effect, 'reversible');
});

test('findings come most severe first, once each, with the text that really runs', (t) => {
  const { findings } = on('rm -rf /srv/a; rm -rf /; rm -rf /srv/a');
  const ranks = findings.map(({ severity }) => SEVERITIES.indexOf(severity));
  t.deepEqual(
    ranks,
    ranks.toSorted((a, b) => b - a),
  );
  t.regex(findings[0]?.decoded ?? '', /^rm -rf \/$/);
});

test('the same text gives the same, and no text makes it throw', (t) => {
  for (const command of [
    '',
    ' ',
    '\0',
    'a'.repeat(100_000),
    '$(',
    '((((',
    'rm -rf / #',
    '\u202e',
    '{a,b}{c,d}{e,f}',
    '<<<',
    "'",
  ]) {
    t.deepEqual(on(command), on(command));
    t.true(EFFECTS.includes(on(command).effect));
  }
});
