import test from 'ava';
import { ROLES, roleIncludes, rolesIncluding } from '../../../src/domain/identity/roles.js';
import { Scope, scopesAllow, scopesWithin } from '../../../src/domain/identity/scopes.js';

test('the roles that may do what a route demands', (t) => {
  t.deepEqual(rolesIncluding('viewer'), ['viewer', 'operator', 'approver', 'admin']);
  t.deepEqual(rolesIncluding('operator'), ['operator', 'admin']);
  t.deepEqual(rolesIncluding('approver'), ['approver', 'admin']);
  t.deepEqual(rolesIncluding('admin'), ['admin']);
  for (const role of ROLES) t.true(roleIncludes(role, role));
});

test('a token without scopes is not narrowed', (t) => {
  t.true(scopesAllow([], 'containers', 'write'));
  t.true(scopesAllow([], 'anything', 'approve'));
});

const cases: [string, string, 'read' | 'write' | 'approve', boolean][] = [
  ['containers:read', 'containers', 'read', true],
  ['containers:read', 'containers', 'write', false],
  ['containers:read', 'alerts', 'read', false],
  ['containers:write', 'containers', 'read', true],
  ['containers:write', 'containers', 'approve', false],
  ['protection:approve', 'protection', 'approve', true],
  ['protection:approve', 'protection', 'read', true],
  ['protection:approve', 'protection', 'write', false],
  ['*:read', 'anything', 'read', true],
  ['*:read', 'anything', 'write', false],
];

for (const [scope, domain, access, allowed] of cases) {
  test(`${scope} ${allowed ? 'allows' : 'does not allow'} ${domain}:${access}`, (t) => {
    t.is(scopesAllow([scope], domain, access), allowed);
  });
}

test('scopes fit into scopes that are at least as wide', (t) => {
  t.true(scopesWithin(['containers:read'], []));
  t.true(scopesWithin(['containers:read'], ['*:read']));
  t.true(scopesWithin(['containers:read', 'alerts:write'], ['containers:write', 'alerts:write']));
  t.false(scopesWithin([], ['containers:read']));
  t.false(scopesWithin(['*:read'], ['containers:read']));
  t.false(scopesWithin(['containers:write'], ['containers:read']));
});

test('a scope is a domain and an access', (t) => {
  for (const good of ['containers:read', '*:write', 'a:approve']) t.true(Scope.safeParse(good).success, good);
  for (const bad of ['', 'containers', 'containers:', ':read', 'containers:delete', 'Con:read', 'a:read\n']) {
    t.false(Scope.safeParse(bad).success, bad);
  }
});
