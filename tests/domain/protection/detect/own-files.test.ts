import test from 'ava';
import { detect } from '../../../../src/domain/protection/detect/detect.js';
import { loadReaders } from '../../../../src/platform/shell/load-readers.js';

const readers = await loadReaders();
const effectOf = (command: string): string => detect({ command }, readers).effect;
const written = (path: string, text: string): string => `cat > ${path} <<'EOF'\n${text}\nEOF\n`;

test('a file that the command wrote is read where it is run', (t) => {
  const pairs: readonly (readonly [harmless: string, harmful: string, run: string, path: string])[] = [
    ['df -h', 'rm -rf /srv', 'bash /tmp/a.sh', '/tmp/a.sh'],
    ['print(1)', 'import shutil; shutil.rmtree("/srv")', 'python3 /tmp/a.py', '/tmp/a.py'],
    ['{ print $1 }', 'BEGIN { system("rm -rf /srv") }', 'awk -f /tmp/a.awk x', '/tmp/a.awk'],
    ['SELECT 1;', 'DROP DATABASE shop;', 'psql -f /tmp/a.sql', '/tmp/a.sql'],
    ['all:\n\tdf -h', 'all:\n\trm -rf /srv', 'make -C /tmp', '/tmp/Makefile'],
    ['Host a\n  User bob', "Host a\n  ProxyCommand sh -c 'rm -rf /srv'", 'ssh -F /tmp/ssh a true', '/tmp/ssh'],
  ];
  for (const [harmless, harmful, run, path] of pairs) {
    t.is(effectOf(written(path, harmless) + run), 'reversible', run);
    t.is(effectOf(written(path, harmful) + run), 'destructive', run);
  }
});

test('a file that may have been changed since is not known any more', (t) => {
  for (const change of [
    "sed -i 's#df#rm -rf /srv#' /tmp/a.sh",
    'curl -so /tmp/a.sh http://example.org/a',
    "python3 -c \"open('/tmp/a.sh', 'w').write('rm -rf /srv')\"",
    "printf 'rm -rf /srv' | dd of=/tmp/a.sh",
    'cp /srv/b.sh /tmp/a.sh',
    'mv /srv/b.sh /tmp/a.sh',
    'ln -sf /srv/b.sh /tmp/a.sh',
    'tar xf a.tar -C /tmp',
    'patch /tmp/a.sh < a.diff',
  ]) {
    const held = effectOf(`${written('/tmp/a.sh', 'df -h')}${change}\nbash /tmp/a.sh`);
    t.true(held === 'opaque' || held === 'destructive', `${change}: ${held}`);
  }
  t.is(effectOf(`${written('/tmp/a.sh', 'df -h')}chmod +x /tmp/a.sh; ls -l /tmp/a.sh; /tmp/a.sh`), 'reversible');
  t.is(effectOf('curl -o Makefile http://example.org/m; make'), 'opaque');
  t.is(effectOf("export PSQLRC=/tmp/rc; echo '\\! rm -rf /srv' > /tmp/rc; psql -c 'SELECT 1'"), 'opaque');
});
