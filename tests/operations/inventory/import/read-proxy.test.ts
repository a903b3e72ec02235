import test from 'ava';
import { parseAnsibleIni } from '../../../../src/operations/inventory/import/parse-ansible-ini.js';
import { parseSshConfig } from '../../../../src/operations/inventory/import/parse-ssh-config.js';

const ansible = (text: string) => parseAnsibleIni(`[web]\nw1 ${text}\n`);

test('the jump of an Ansible host is the hop next to it, by whichever of its options', (t) => {
  const jumps = {
    "ansible_ssh_common_args='-J a@far:22,b@near:2200'": 'near',
    "ansible_ssh_common_args='-o ProxyJump=ops@near'": 'near',
    "ansible_ssh_common_args='-oProxyJump=none'": undefined,
    "ansible_ssh_common_args='-o StrictHostKeyChecking=no' ansible_ssh_extra_args='-J near'": 'near',
    'ansible_ssh_common_args=\'-o ProxyCommand="ssh -W %h:%p -q ops@near.example.org"\'': 'near.example.org',
    'ansible_ssh_common_args=\'-o ProxyCommand="ssh -p 2222 -i key ops@near -W %h:%p"\'': 'near',
  };
  for (const [text, jump] of Object.entries(jumps)) {
    const { hosts, issues } = ansible(text);
    t.deepEqual([hosts[0]?.jump, issues], [jump, []], text);
  }
});

test('a ProxyCommand that is no plain forwarding is told: the host would be asked directly', (t) => {
  const { issues } = ansible('ansible_ssh_common_args=\'-o ProxyCommand="cloudflared access ssh --hostname %h"\'');
  t.like(issues, [{ where: 'line 2' }]);
  t.regex(issues[0]?.message ?? '', /"w1" is reached by a ProxyCommand/);
  const told = parseSshConfig('Host a\n  ProxyCommand nc -X 5 -x proxy:1080 %h %p\n').issues;
  t.like(told, [{ where: 'Host a' }]);
});

test('an ssh_config gives the jump in each of its spellings', (t) => {
  const { hosts, issues } = parseSshConfig(
    [
      'Host a\n  ProxyCommand ssh -q -W %h:%p ops@gate',
      'Host b\n  ProxyJump ssh://ops@gate:2200',
      'Host c\n  ProxyJump ops@[2001:db8::7]:22',
      'Host d\n  ProxyCommand none',
      'Host e\n  ProxyJump far,near:22',
      'Host f\n  ProxyJump none\n  ProxyCommand ignored %h',
      'Host g\n  ProxyCommand ssh gate -W [%h]:%p',
    ].join('\n'),
  );
  t.deepEqual(issues, []);
  t.deepEqual(
    hosts.map(({ jump }) => jump),
    ['gate', 'gate', '2001:db8::7', undefined, 'near', undefined, 'gate'],
  );
});

test('a host with two blocks in an ssh_config is one host with the settings of both', (t) => {
  const { hosts } = parseSshConfig('Host web\n  HostName 10.0.0.1\nHost web\n  User bob\n');
  t.deepEqual(
    hosts.map(({ name, address, user }) => [name, address, user]),
    [['web', '10.0.0.1', 'bob']],
  );
});
