import test from 'ava';
import { chooseApiVersion, compareApiVersions } from '../../../src/platform/engines/api-version.js';

test('the older of both sides is spoken', (t) => {
  t.is(chooseApiVersion('1.41'), '1.41');
  t.is(chooseApiVersion('1.9'), '1.9');
  t.is(chooseApiVersion('1.56'), '1.56');
  t.is(chooseApiVersion('1.99'), '1.56');
  t.is(chooseApiVersion('2.0'), '1.56');
});

test('what offers no version is no engine', (t) => {
  for (const offered of [undefined, '', 'latest', '1', '1.41/../x', '1.4111'])
    t.is(chooseApiVersion(offered), undefined);
});

test('versions are compared by their numbers', (t) => {
  t.true(compareApiVersions('1.9', '1.41') < 0);
  t.true(compareApiVersions('1.52', '1.51') > 0);
  t.is(compareApiVersions('1.44', '1.44'), 0);
});
