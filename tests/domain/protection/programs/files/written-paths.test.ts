import test from 'ava';
import { harmOfWriting } from '../../../../../src/domain/protection/programs/files/written-paths.js';

test('writing over a disk, the system or a database is told from writing a file', (t) => {
  t.is(harmOfWriting('/dev/sda'), 'device');
  t.is(harmOfWriting('/dev/null'), 'none');
  t.is(harmOfWriting('/etc/ssh/sshd_config'), 'config');
  t.is(harmOfWriting('/var/log/auth.log'), 'data');
  t.is(harmOfWriting('/var/lib/mysql/ibdata1'), 'data');
  t.is(harmOfWriting('/srv/report.txt'), 'none');
  t.is(harmOfWriting(''), 'unknown');
});

test('a copy beside the original, and what is added to a drop-in directory, harms nothing', (t) => {
  for (const path of [
    '/etc/ssh/sshd_config.bak',
    '/etc/hosts.2026-11-21',
    '/etc/hosts.',
    '/usr/local/bin/tool',
    '/etc/sysctl.d/99-x.conf',
    '/etc/nginx/sites-enabled/x',
    '/etc/systemd/system/app.service',
  ]) {
    t.is(harmOfWriting(path), 'none', path);
  }
});

test('places of persistence and of logins are no drop-in directories', (t) => {
  for (const path of ['/etc/sudoers.d/x', '/etc/cron.d/x', '/etc/profile.d/x.sh', '/etc/systemd/system/ssh.service']) {
    t.is(harmOfWriting(path), 'config', path);
  }
});
