import test from 'ava';
import { parseAnsibleIni } from '../../../../src/operations/inventory/import/parse-ansible-ini.js';
import { parseAnsibleYaml } from '../../../../src/operations/inventory/import/parse-ansible-yaml.js';
import { parseCsv } from '../../../../src/operations/inventory/import/parse-csv.js';
import { parseYamlList } from '../../../../src/operations/inventory/import/parse-yaml-list.js';

test('a group whose hosts or children are a list, and a key that means nothing, are told', (t) => {
  const { issues } = parseAnsibleYaml(
    'all:\n  children:\n    web:\n      hosts: [w1, w2]\n    db:\n      host: {d1: }\n    x:\n      children: [web]\n      vars: [a]\n',
  );
  t.deepEqual(
    issues.map(({ where }) => where),
    ['all.children.web.hosts', 'all.children.db.host', 'all.children.x.children', 'all.children.x.vars'],
  );
});

test('a single name stands for a map of it, as Ansible reads it', (t) => {
  const { hosts, issues } = parseAnsibleYaml('all:\n  children: web\nweb:\n  hosts: w1\n  vars:\n');
  t.deepEqual(issues, []);
  t.like(hosts[0], { name: 'w1', labels: { 'group.web': 'true' } });
});

test('merge keys give their variables, as Ansible reads them', (t) => {
  const { hosts } = parseAnsibleYaml(
    'web:\n  hosts:\n    a: &a {ansible_user: bob, ansible_port: 2022}\n    b:\n      <<: *a\n      ansible_host: 10.0.0.2\n',
  );
  t.like(hosts[1], { user: 'bob', port: '2022', address: '10.0.0.2' });
});

test('a second document of a YAML file, a column that stands there twice, a mark of byte order', (t) => {
  t.like(parseYamlList('- name: a\n---\n- name: b\n').issues, [{ where: 'line 2' }]);
  t.like(parseCsv('name,address,name\na,10.0.0.1,b\n').issues, [{ where: 'line 1' }]);
  t.deepEqual(parseYamlList('\uFEFF- name: a\n').issues, []);
  t.deepEqual(parseYamlList('---\n- name: a\n...\n').issues, []);
});

const VAULT = '$ANSIBLE_VAULT;1.1;AES256\n66386439653236336462626566653063\n';

test('what ansible-vault has encrypted is told, as a file and as a value, and not quoted', (t) => {
  for (const parse of [parseAnsibleIni, parseAnsibleYaml]) {
    const { hosts, issues } = parse(VAULT);
    t.deepEqual(hosts, []);
    t.regex(issues[0]?.message ?? '', /encrypted by ansible-vault/);
  }
  const value = `!vault |\n        ${VAULT.trim().replace('\n', '\n        ')}\n`;
  const read = parseAnsibleYaml(
    `all:\n  hosts:\n    a:\n      ansible_password: ${value}    b:\n      ansible_user: ${value}`,
  );
  t.deepEqual(
    read.issues.map(({ where }) => where),
    ['all.hosts.b'],
  );
  t.regex(read.issues[0]?.message ?? '', /ansible_user is encrypted/);
  t.notRegex(JSON.stringify(read.issues), /6638/);
});

test('templates and other connections than SSH are told with the line of their host', (t) => {
  const { hosts, issues } = parseAnsibleIni(
    '[web]\nw1 ansible_host="{{ inventory_hostname }}.example.org"\nw2 ansible_connection=winrm\nw3 ansible_connection=ssh\nw4 note="{{ x }}"\n',
  );
  t.deepEqual(
    issues.map(({ where }) => where),
    ['line 2', 'line 3'],
  );
  // Even where what is wrong may be left out, none of them is enrolled as something else.
  t.deepEqual(
    hosts.map(({ name }) => name),
    ['w3', 'w4'],
  );
});
