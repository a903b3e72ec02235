/** The secret where it does not belong, as people do it by mistake. */
export function listMistakes(secret: (use: string) => string): [string, string, unknown, Record<string, string>?][] {
  const keys = '/api/credentials/ssh-keys';
  const credentials = '/api/credentials/server-credentials';
  const servers = '/api/infrastructure/servers';
  const user = 'root';
  const vars = `[web]\n10.0.0.1 ansible_become_password ${secret('line')}\n[web:vars]\nansible_password ${secret('vars')}\n`;
  return [
    ['POST', keys, { name: 'no key', privateKey: secret('key') }],
    ['POST', keys, { name: 'half a key', privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret('key')}\n` }],
    ['POST', keys, { name: 'wrong field', private_key: secret('key') }],
    ['POST', keys, { name: 'wrong type', privateKey: { text: secret('key') } }],
    ['POST', keys, { name: 'wrong choice', generate: secret('key') }],
    ['POST', keys, { name: 'both', privateKey: secret('key'), generate: 'ed25519', passphrase: secret('phrase') }],
    ['POST', credentials, { name: 'unknown field', user, password: secret('login'), sudo_password: secret('sudo') }],
    ['POST', credentials, { name: 'two lines', user, password: `${secret('login')}\n${secret('second')}` }],
    ['POST', credentials, { name: 'an id', user, sshKeyId: secret('key') }],
    ['POST', credentials, { name: 'as user', user: `${user}:${secret('login')}`, password: secret('login') }],
    ['POST', credentials, [secret('list')]],
    ['POST', servers, { name: 'web', address: '127.0.0.1', credentialId: secret('login') }],
    ['POST', servers, { name: 'web', address: `${user}:${secret('login')}@127.0.0.1` }],
    ['POST', servers, { name: 'web', address: '127.0.0.1', port: secret('port') }],
    ['POST', servers, { name: 'web', address: '127.0.0.1', sudo: secret('sudo') }],
    ['POST', servers, { name: 'web', address: '127.0.0.1', labels: { key: secret('value with blank ') } }],
    ['POST', `${servers}/import`, { format: 'ansible_ini', content: vars }],
    ['POST', `${servers}/import`, { format: 'ansible_ini', content: vars, skipInvalid: true, dryRun: true }],
    ['POST', `${servers}/import`, { format: 'csv', content: `name,address,password\nweb,x y,${secret('cell')}\n` }],
    ['POST', `${servers}/import`, { format: 'csv', content: `name,address\nweb,${secret('cell')}"x\n` }],
    ['POST', `${servers}/import`, { format: 'yaml', content: `- name: web\n  password: ${secret('yaml')}\n - x` }],
    [
      'POST',
      `${servers}/import`,
      { format: 'ansible_yaml', content: `all:\n  vars: {ansible_password: ${secret('y')}` },
    ],
    ['POST', `${servers}/import`, { format: 'ssh_config', content: `Host\nPassword ${secret('config')}\n` }],
    ['POST', '/api/containers/registries', { host: `robot:${secret('host')}@registry.lan` }],
    ['POST', '/api/containers/registries', { host: 'a.lan', username: 'x', password: `${secret('two')}\n` }],
    ['POST', '/api/containers/registries', { host: 'a.lan', token: secret('token'), password: secret('both') }],
    ['POST', '/api/containers/registries', { host: 'a.lan', secret: secret('field') }],
    ['POST', '/api/users', { name: 'x', role: secret('role') }],
    ['GET', `/api/users?token=${secret('query')}`, undefined],
    ['GET', '/api/users', undefined, { authorization: `Basic ${Buffer.from(secret('basic')).toString('base64')}` }],
    ['GET', '/api/users', undefined, { authorization: `Bearer ${secret('another')}` }],
    ['GET', '/api/users', undefined, { authorization: secret('bare') }],
  ];
}
