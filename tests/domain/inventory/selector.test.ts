import { fc, runs } from '../../helpers/properties.js';
import test from 'ava';
import { matchesSelector, parseSelector, type Selectable } from '../../../src/domain/inventory/selector.js';

const server: Selectable = {
  name: 'db1',
  site: 'berlin',
  status: 'online',
  transport: 'ssh',
  labels: { role: 'db', gpu: '', tier: '1' },
};

const selects = test.macro({
  exec(t, selector: string, expected: boolean) {
    const parsed = parseSelector(selector);
    t.true(parsed.ok);
    if (parsed.ok) t.is(matchesSelector(parsed.terms, server), expected);
  },
  title: (_given, selector = '', expected = true) =>
    ['"', selector, '"', expected ? ' selects' : ' does not select', ' the server'].join(''),
});

test(selects, '', true);
test(selects, 'role=db,site=berlin', true);
test(selects, 'role == db', true);
test(selects, 'role=web', false);
test(selects, 'env!=prod', true);
test(selects, 'role!=db', false);
test(selects, 'role in (web, db)', true);
test(selects, 'role notin (web,db)', false);
test(selects, 'gpu', true);
test(selects, '!gpu', false);
test(selects, '!old,tier in (1,2)', true);
test(selects, 'name=db1', true);
test(selects, 'status=offline', false);
test(selects, 'constructor', false);

test('a term that is none is named', (t) => {
  for (const text of ['role=', 'a b', 'x in ()', 'role=db;drop', '=x', 'a in (b']) {
    const parsed = parseSelector(text);
    if (text === 'role=') t.true(parsed.ok);
    else t.false(parsed.ok, text);
  }
});

test('no text makes the parser throw', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => typeof parseSelector(text).ok === 'boolean'),
    { numRuns: runs(2_000) },
  );
  t.pass();
});
