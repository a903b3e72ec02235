import test from 'ava';
import { SEARCH_ATTRIBUTES } from '../../../src/platform/temporal/search-attributes.js';
import { ATTRIBUTES } from '../../../src/workflows/shared/search-attributes.js';

test('workflows know search attributes by the names and types that are registered', (t) => {
  const registered = Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => `${name} ${type}`);
  for (const { name, type } of Object.values(ATTRIBUTES)) t.true(registered.includes(`${name} ${type}`));
});
