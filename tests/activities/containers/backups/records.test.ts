import test from 'ava';
import { BackupError } from '../../../../src/activities/containers/backups/backup-error.js';
import { demandDone, numberOf, readAnswer, textOf } from '../../../../src/activities/containers/backups/records.js';
import { EXIT } from '../../../../src/activities/containers/backups/scripts.js';

const answer = (exitCode: number, stdout: string, stderr = '') =>
  readAnswer({ exitCode, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), durationMs: 0, truncated: false });

test('records end with NUL, so that a path may hold newlines and equal signs', (t) => {
  const read = answer(0, 'location=/a\nb=c/v0.tar\0files=12\0state=done\0');
  t.is(textOf(read, 'location'), '/a\nb=c/v0.tar');
  t.is(numberOf(read, 'files'), 12);
  t.is(textOf(read, 'absent'), '');
});

test('what is no number is not taken for one', (t) => {
  for (const text of ['', '-1', '1e9', '12 34', '9'.repeat(16)]) {
    t.throws(() => numberOf(answer(0, `files=${text}\0`), 'files'), { instanceOf: BackupError }, text);
  }
});

test('exit codes become failures of the vocabulary, with what was said but for progress', (t) => {
  t.notThrows(() => demandDone(answer(0, ''), 'x'));
  const full = t.throws(() => demandDone(answer(EXIT.diskFull, '', 'p 12\nno space\np 13\n'), 'backing up v'), {
    instanceOf: BackupError,
  });
  t.like(full, { code: 'disk_full', retryable: false, message: 'backing up v: no space.' });
  t.is(t.throws(() => demandDone(answer(77, ''), 'x'), { instanceOf: BackupError }).code, 'failed');
});
