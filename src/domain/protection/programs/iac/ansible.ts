import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, rehearses, valuesOf } from '../rule-kinds.js';
import type { ActionType } from '../../detect/action-types.js';
import type { Severity } from '../../detect/finding.js';

const ANSIBLE_VALUED = [
  '-i',
  '--inventory',
  '-m',
  '--module-name',
  '-a',
  '--args',
  '-u',
  '--user',
  '-e',
  '--extra-vars',
  '-f',
  '--forks',
  '-l',
  '--limit',
  '-t',
  '--tags',
  '--tree',
  '-c',
  '--connection',
  '-T',
  '--timeout',
  '--private-key',
  '--key-file',
  '-B',
  '-P',
  '--become-user',
  '--become-method',
  '--vault-password-file',
  '--vault-id',
  '--skip-tags',
  '--start-at-task',
];

const moduleOf = (given: Arguments): string =>
  (valuesOf(given, ['-m', '--module-name'])[0] ?? 'command').replace(/^ansible\.(builtin|legacy)\./, '');
const argumentsOf = (given: Arguments): string => valuesOf(given, ['-a', '--args']).join(' ');
const does =
  (modules: RegExp, args?: RegExp) =>
  (given: Arguments): boolean =>
    modules.test(moduleOf(given)) && (args === undefined || args.test(argumentsOf(given)));

/** What a module does is said by its `state`. */
function moduleRule(
  what: string,
  type: ActionType,
  severity: Severity,
  part: { readonly modules: RegExp; readonly args?: RegExp; readonly sample: string; readonly why: string },
): Rule {
  return harms(type, severity, {
    id: `ansible.${what}`,
    when: { test: does(part.modules, part.args) },
    targets: 'first',
    targetKind: 'host',
    breadth: 'many',
    why: part.why,
    matches: [part.sample],
    misses: ['ansible all -m ping', 'ansible web -m service -a "name=nginx state=started"'],
  });
}

const MODULES: readonly Rule[] = [
  moduleRule('remove_package', 'package_removal', 'high', {
    modules: /^(apt|yum|dnf|package|apk|pacman|zypper|pip|snap|homebrew|npm|gem)$/,
    args: /\b(state=(absent|removed)|autoremove=|purge=)/,
    sample: "ansible web -m apt -a 'name=nginx state=absent'",
    why: 'Removes packages on all hosts of {target}.',
  }),
  moduleRule('remove_file', 'filesystem_delete', 'high', {
    modules: /^(file|lineinfile|blockinfile|synchronize|unarchive)$/,
    args: /\bstate=absent|delete=(yes|true)/,
    sample: "ansible all -m file -a 'path=/srv/data state=absent'",
    why: 'Deletes on all hosts of {target}.',
  }),
  moduleRule('stop_service', 'service_disruption', 'high', {
    modules: /^(service|systemd|systemd_service|sysvinit|supervisorctl|docker_container)$/,
    args: /\b(state=(stopped|restarted|absent)|enabled=(no|false)|masked=)/,
    sample: 'ansible web -m service -a "name=nginx state=stopped"',
    why: 'Stops services on all hosts of {target}.',
  }),
  moduleRule('remove_user', 'user_account', 'high', {
    modules: /^(user|group|authorized_key)$/,
    args: /\bstate=absent|remove=(yes|true)|exclusive=/,
    sample: "ansible all -m user -a 'name=bob state=absent'",
    why: 'Removes accounts on all hosts of {target}.',
  }),
  moduleRule('power', 'power_state', 'high', {
    modules: /^(reboot|shutdown|community\.general\.shutdown)$/,
    sample: 'ansible all -m reboot',
    why: 'Restarts all hosts of {target}.',
  }),
  moduleRule('storage', 'disk_format', 'critical', {
    modules: /^(filesystem|parted|lvol|lvg|zfs|zpool|mount|community\.general\.(filesystem|parted|lvol|lvg|zfs))$/,
    sample: "ansible all -m filesystem -a 'fstype=ext4 dev=/dev/sdb'",
    why: 'Changes disks on all hosts of {target}.',
  }),
  moduleRule('firewall', 'network_lockout', 'critical', {
    modules: /^(iptables|ufw|firewalld|nmcli|community\.general\.(ufw|nmcli)|ansible\.posix\.firewalld)$/,
    sample: "ansible all -m ufw -a 'state=enabled'",
    why: 'Changes how all hosts of {target} are reached.',
  }),
  moduleRule('write', 'config_overwrite', 'medium', {
    modules:
      /^(copy|template|lineinfile|blockinfile|replace|ini_file|cron|sysctl|hostname|file|unarchive|synchronize)$/,
    sample: "ansible all -m copy -a 'src=a dest=/etc/hosts'",
    why: 'Writes files on all hosts of {target}.',
  }),
];

/** `ansible HOSTS -m MODULE -a ARGS`; modules that run a command are taken apart before. */
export const ANSIBLE: readonly Program[] = [
  {
    names: ['ansible'],
    style: { valued: ANSIBLE_VALUED },
    rules: [
      helps('ansible', ['--help', '-h', '--version']),
      rehearses({
        id: 'ansible.check',
        when: { anyOption: ['-C', '--check', '--list-hosts'] },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ["ansible all -m apt -a 'name=nginx state=absent' --check"],
        misses: ["ansible all -m apt -a 'name=nginx state=absent'"],
      }),
      reads({
        id: 'ansible.look',
        when: {
          test: does(
            /^(ping|win_ping|setup|gather_facts|debug|stat|find|slurp|fetch|assert|service_facts|package_facts|getent|wait_for|uri)$/,
          ),
        },
        targets: 'none',
        why: 'Asks all hosts of it.',
        matches: ['ansible all -m ping', 'ansible web -m setup'],
        misses: ['ansible all -m reboot'],
      }),
      ...MODULES,
      adds({
        id: 'ansible.add',
        when: {
          test: (given) =>
            does(/^(apt|yum|dnf|package|apk|pacman|zypper|pip|snap|user|group|authorized_key|git|get_url)$/)(given) &&
            !/\b(state=(absent|removed)|remove=|purge=|autoremove=|exclusive=|force=)/.test(argumentsOf(given)),
        },
        targets: 'none',
        why: 'Adds something on all hosts.',
        matches: ["ansible web -m apt -a 'name=htop state=present'"],
        misses: ["ansible web -m apt -a 'name=htop state=absent'"],
      }),
      adds({
        id: 'ansible.start',
        when: {
          test: does(
            /^(service|systemd|systemd_service)$/,
            /\b(state=(started|reloaded)|enabled=(yes|true)|daemon_reload=)/,
          ),
        },
        targets: 'none',
        why: 'Starts services on all hosts.',
        matches: ['ansible web -m service -a "name=nginx state=started"'],
        misses: ['ansible web -m service -a "name=nginx state=stopped"'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Runs one module on many hosts.',
  },
];
