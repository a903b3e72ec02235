import test from 'ava';
import {
  findSelectorFault,
  selectsContainer,
  weighSelector,
  type PolicySubject,
} from '../../../../src/domain/containers/policies/container-selector.js';
import { parseSelector, type SelectorTerm } from '../../../../src/domain/inventory/selector.js';

const WEB: PolicySubject = {
  name: 'web-1',
  image: 'registry.example:5000/shop/web:1.2',
  host: 'a-host',
  server: 'srv1',
  site: 'berlin',
  project: 'shop',
  service: null,
  runtime: 'docker',
  labels: { tier: 'front', name: 'not-this', 'com.example/x': '' },
};

function terms(text: string): readonly SelectorTerm[] {
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.terms;
}

const SELECTED: Readonly<Record<string, boolean>> = {
  '': true,
  'name=web-1': true,
  'name=not-this': false,
  'image=registry.example:5000/shop/web:1.2': true,
  'image=registry.example:5000/shop/web': true,
  'image=shop/web': true,
  'image=web': true,
  'image=we': false,
  'image in (nginx,web)': true,
  'image!=web': false,
  'image notin (nginx,redis)': true,
  'site=berlin,runtime=docker,server=srv1,host=a-host': true,
  'site=berlin,runtime=podman': false,
  'project=shop': true,
  'service=web': false,
  service: false,
  '!service': true,
  'service!=web': true,
  'tier=front': true,
  tier: true,
  '!tier': false,
  'com.example/x': true,
  toString: false,
};

for (const [selector, selected] of Object.entries(SELECTED)) {
  test(`"${selector}" ${selected ? 'selects' : 'does not select'} the container`, (t) => {
    t.is(selectsContainer(terms(selector), WEB), selected);
  });
}

test('a digest and a tag are no part of the image’s name', (t) => {
  const image = 'nginx:1.27@sha256:abcdef';
  t.true(selectsContainer(terms('image=nginx'), { ...WEB, image }));
  t.true(selectsContainer(terms('image=localhost:5000/nginx'), { ...WEB, image: 'localhost:5000/nginx' }));
});

test('a selector that demands more weighs more, and what is ruled out weighs least', (t) => {
  const weights = [
    '',
    'tier!=x',
    'project=shop',
    'image=web',
    'image=web,project=shop',
    'service=web',
    'name=web-1',
  ].map((text) => weighSelector(terms(text)));
  t.deepEqual(
    weights,
    weights.toSorted((a, b) => a - b),
  );
  t.is(new Set(weights).size, weights.length);
});

test('a fault in a selector is told with its place', (t) => {
  t.is(findSelectorFault('name=web,tier in (a,b)'), null);
  t.like(findSelectorFault('name=web, tier in a'), { position: 11 });
  t.regex(findSelectorFault('name=web, tier in a')?.message ?? '', /^character 11: "tier in a" is not a term/);
  t.is(findSelectorFault('a=b,tier in (x,y),==')?.position, 19);
  t.is(findSelectorFault(Array.from({ length: 40 }, (_, index) => `a${index}`).join(','))?.position, 1);
});
