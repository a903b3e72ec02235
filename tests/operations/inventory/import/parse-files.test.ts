import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { expandRange } from '../../../../src/operations/inventory/import/ansible-inventory.js';
import { parseAnsibleIni } from '../../../../src/operations/inventory/import/parse-ansible-ini.js';
import { parseAnsibleYaml } from '../../../../src/operations/inventory/import/parse-ansible-yaml.js';
import { parseCsv } from '../../../../src/operations/inventory/import/parse-csv.js';
import { parseSshConfig } from '../../../../src/operations/inventory/import/parse-ssh-config.js';
import { parseYamlList } from '../../../../src/operations/inventory/import/parse-yaml-list.js';

test('a CSV gives hosts with labels from both kinds of columns', (t) => {
  const { hosts, issues } = parseCsv(
    '\uFEFFname,address,port,labels,label:site\nweb1,10.0.0.1,2222,"role=web tier=1",berlin\n\ndb1,10.0.0.2,,,\n',
  );
  t.deepEqual(issues, []);
  t.like(hosts[0], {
    name: 'web1',
    address: '10.0.0.1',
    port: '2222',
    labels: { role: 'web', tier: '1', site: 'berlin' },
  });
  t.like(hosts[1], { name: 'db1', port: undefined, labels: {}, where: 'line 4' });
});

test('a CSV with an unknown column or a broken line is told with its line', (t) => {
  t.regex(parseCsv('name,adress\na,b\n').issues[0]?.message ?? '', /unknown column\(s\) adress/);
  t.deepEqual(parseCsv('name,address\na,b,c\n').hosts, []);
  t.regex(parseCsv('name,address\na,b,c\n').issues[0]?.where ?? '', /line 2/);
});

test('a YAML list gives hosts, and a wrong entry is named without losing the others', (t) => {
  const { hosts, issues } = parseYamlList(
    'servers:\n  - {name: a, address: 10.0.0.1, labels: {role: db, n: 3}}\n  - {adress: x}\n',
  );
  t.like(hosts[0], { name: 'a', address: '10.0.0.1', labels: { role: 'db', n: '3' } });
  t.true(issues.some((issue) => issue.where.startsWith('servers[1]')));
  t.regex(parseYamlList('{').issues[0]?.message ?? '', /is not YAML/);
  t.regex(parseYamlList('a: 1').issues[0]?.message ?? '', /must be a list/);
});

test('an Ansible INI inventory gives hosts with inherited variables and groups as labels', (t) => {
  const { hosts, issues } = parseAnsibleIni(`
lonely ansible_host=10.0.0.9
[web]
web[01:03].example.org ansible_port=2222   # three of them
[db]
db1 ansible_host="10.0.0.5" ansible_user=backup
[prod:children]
web
db
[prod:vars]
ansible_user=deploy
ansible_ssh_common_args='-o ProxyJump=admin@bastion'
`);
  t.deepEqual(issues, []);
  t.deepEqual(
    hosts.map((host) => host.name),
    ['lonely', 'web01.example.org', 'web02.example.org', 'web03.example.org', 'db1'],
  );
  t.like(hosts[0], { address: '10.0.0.9', labels: {}, user: undefined });
  t.like(hosts[2], {
    address: 'web02.example.org',
    port: '2222',
    user: 'deploy',
    jump: 'bastion',
    labels: { 'group.web': 'true', 'group.prod': 'true' },
  });
  t.like(hosts[4], { address: '10.0.0.5', user: 'backup' });
});

test('a line of an INI inventory that is not understood is told with its number', (t) => {
  t.deepEqual(parseAnsibleIni('[web]\nhost what is this\n').issues[0]?.where, 'line 2');
  t.regex(parseAnsibleIni('[web\n').issues[0]?.message ?? '', /not a section/);
  t.regex(parseAnsibleIni('a[1:99999999]\n').issues[0]?.message ?? '', /range/);
});

test('an Ansible YAML inventory gives the same hosts', (t) => {
  const { hosts, issues } = parseAnsibleYaml(`
all:
  vars: { ansible_user: deploy }
  hosts: { lonely: { ansible_host: 10.0.0.9 } }
  children:
    web: { hosts: { "web[1:2]": { ansible_port: 2222 } } }
    db: { hosts: { db1: null }, vars: { ansible_user: postgres } }
`);
  t.deepEqual(issues, []);
  t.deepEqual(
    hosts.map((host) => [host.name, host.user, host.port]),
    [
      ['lonely', 'deploy', undefined],
      ['web1', 'deploy', '2222'],
      ['web2', 'deploy', '2222'],
      ['db1', 'postgres', undefined],
    ],
  );
});

test('ranges expand with their padding, steps and letters, and multiply', (t) => {
  t.deepEqual(expandRange('a[08:10]'), ['a08', 'a09', 'a10']);
  t.deepEqual(expandRange('n[1:7:3]'), ['n1', 'n4', 'n7']);
  t.deepEqual(expandRange('[a:b][1:2]'), ['a1', 'a2', 'b1', 'b2']);
  t.is(expandRange('a[3:1]'), undefined);
});

test('an ssh_config gives its concrete hosts with the settings of matching patterns', (t) => {
  const { hosts, issues } = parseSshConfig(`
Host bastion
  HostName bastion.example.org
Host web1 web2
  Port 2200
  ProxyJump admin@bastion:22
Host web*
  User deploy
Include other.conf
`);
  t.deepEqual(
    hosts.map((host) => host.name),
    ['bastion', 'web1', 'web2'],
  );
  t.like(hosts[0], { address: 'bastion.example.org', user: undefined });
  t.like(hosts[2], { address: 'web2', port: '2200', user: 'deploy', jump: 'bastion' });
  t.regex(issues[0]?.message ?? '', /Include is not followed/);
});

test('a Match block of an ssh_config is told and its command never runs', (t) => {
  const proof = path.join(mkdtempSync(path.join(tmpdir(), 'millwright-match-')), 'ran');
  const { hosts, issues } = parseSshConfig(
    `Host a\n  Port 1\nMatch exec "touch ${proof}"\n  Port 2\nmatch=exec "touch ${proof}"\nHost b\n  Port 3\n`,
  );
  t.deepEqual(
    hosts.map((host) => [host.name, host.port]),
    [
      ['a', '1'],
      ['b', '3'],
    ],
  );
  t.deepEqual(
    issues.map((issue) => issue.where),
    ['line 3', 'line 5'],
  );
  t.false(existsSync(proof));
});
