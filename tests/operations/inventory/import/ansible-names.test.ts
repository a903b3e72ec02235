import test from 'ava';
import { parseAnsibleIni } from '../../../../src/operations/inventory/import/parse-ansible-ini.js';
import { parseAnsibleYaml } from '../../../../src/operations/inventory/import/parse-ansible-yaml.js';

test('a port behind a name is the port, in both forms of an inventory', (t) => {
  const { hosts, issues } = parseAnsibleIni(
    '[web]\nweb1:2222\nweb[1:2].example.org:2200\n10.0.0.1:2022 ansible_port=22\n[2001:db8::1]:2222\n2001:db8::2\n[2001:db8::3] ansible_port=5\n',
  );
  t.deepEqual(issues, []);
  t.deepEqual(
    hosts.map(({ name, address, port }) => [name, address, port]),
    [
      ['web1', 'web1', '2222'],
      ['web1.example.org', 'web1.example.org', '2200'],
      ['web2.example.org', 'web2.example.org', '2200'],
      ['10.0.0.1', '10.0.0.1', '22'],
      ['2001:db8::1', '2001:db8::1', '2222'],
      ['2001:db8::2', '2001:db8::2', undefined],
      ['2001:db8::3', '2001:db8::3', '5'],
    ],
  );
  t.like(parseAnsibleYaml('all:\n  hosts:\n    db1:2200:\n').hosts[0], { address: 'db1', port: '2200' });
  t.like(parseAnsibleIni('[01:02]\n').issues, [{ where: 'line 1' }]);
});

test('a blank in the name of a section, and a bracket left open, are told by line', (t) => {
  const { issues } = parseAnsibleIni('[ db ]\n[web\n[web:frob]\n');
  t.deepEqual(
    issues.map(({ where }) => where),
    ['line 1', 'line 2', 'line 3'],
  );
});

test('what begins a comment is none within quotes', (t) => {
  const { hosts, issues } = parseAnsibleIni(
    "[web]\nw1 ansible_ssh_common_args='-o SetEnv=A=b ; # -J near' # isn't it\n[web:vars]\nansible_user=bob ; her\n",
  );
  t.deepEqual(issues, []);
  t.like(hosts[0], { jump: 'near', user: 'bob' });
});

test('what holds for all is the farthest, also for a host that is named there', (t) => {
  const text = '[web]\na\n[all]\na\n[web:vars]\nansible_user=near\n[all:vars]\nansible_user=far\n';
  t.is(parseAnsibleIni(text).hosts[0]?.user, 'near');
});
