import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface BenchHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
}

/** The ten read-only commands everybody runs on every host. */
export const TEN_COMMANDS: readonly string[] = [
  'cat /proc/stat',
  'cat /proc/loadavg',
  'cat /proc/meminfo',
  'cat /proc/uptime',
  'cat /proc/net/dev',
  'cat /proc/mounts',
  'df -P -k',
  'df -P -i',
  'uname -a',
  'id',
];

export interface Peer {
  readonly name: string;
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** Ansible as its documentation tunes it: raw (its cheapest module), forks 20, pipelining, ControlPersist, free. */
export function prepareAnsible(directory: string, binaries: string, hosts: readonly BenchHost[]): Peer {
  mkdirSync(directory, { recursive: true });
  const inventory = hosts.map(
    (host) =>
      `${host.name} ansible_host=${host.address} ansible_port=${host.port} ansible_user=${host.user} ansible_ssh_private_key_file=${host.keyFile}`,
  );
  writeFileSync(path.join(directory, 'hosts.ini'), `[bench]\n${inventory.join('\n')}\n`);
  const tasks = TEN_COMMANDS.map((command) => `    - raw: ${command}`);
  writeFileSync(
    path.join(directory, 'play.yml'),
    `- hosts: bench\n  gather_facts: false\n  strategy: free\n  tasks:\n${tasks.join('\n')}\n`,
  );
  const configuration = [
    '[defaults]',
    'forks = 20',
    'host_key_checking = False',
    'stdout_callback = minimal',
    `local_tmp = ${directory}/tmp`,
    '[ssh_connection]',
    'pipelining = True',
    'ssh_args = -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR',
    `control_path_dir = ${directory}/cp`,
  ];
  writeFileSync(path.join(directory, 'ansible.cfg'), `${configuration.join('\n')}\n`);
  return {
    name: 'Ansible, ten raw (forks 20, pipelining, ControlPersist, free)',
    argv: [
      path.join(binaries, 'ansible-playbook'),
      '-i',
      path.join(directory, 'hosts.ini'),
      path.join(directory, 'play.yml'),
    ],
    environment: {
      PATH: `${binaries}:${process.env.PATH}`,
      HOME: directory,
      LC_ALL: 'C.UTF-8',
      ANSIBLE_CONFIG: path.join(directory, 'ansible.cfg'),
    },
  };
}

/** pyinfra with ten server.shell operations. */
export function preparePyinfra(directory: string, binaries: string, hosts: readonly BenchHost[]): Peer {
  mkdirSync(directory, { recursive: true });
  const entries = hosts.map(
    (host) =>
      `    ("${host.name}", {"ssh_hostname": "${host.address}", "ssh_port": ${host.port}, "ssh_user": "${host.user}", "ssh_key": "${host.keyFile}", "ssh_strict_host_key_checking": "off", "ssh_known_hosts_file": "/dev/null"}),`,
  );
  writeFileSync(path.join(directory, 'inventory.py'), `bench = [\n${entries.join('\n')}\n]\n`);
  const operations = TEN_COMMANDS.map((command) => `server.shell(commands=["${command}"])`);
  writeFileSync(path.join(directory, 'deploy.py'), `from pyinfra.operations import server\n${operations.join('\n')}\n`);
  return {
    name: 'pyinfra, ten server.shell',
    argv: [
      path.join(binaries, 'pyinfra'),
      '-y',
      '--parallel',
      '20',
      path.join(directory, 'inventory.py'),
      path.join(directory, 'deploy.py'),
    ],
    environment: { PATH: `${binaries}:${process.env.PATH}`, HOME: directory, LC_ALL: 'C.UTF-8' },
  };
}
