import type { Finding } from '../../detect/finding.js';
import type { AlternativeRule } from './alternative-rule.js';

/** For what puts services, access and the host itself at stake. */
export const SYSTEM_ALTERNATIVES: readonly AlternativeRule[] = [
  {
    types: ['container_remove'],
    kinds: ['container'],
    text: 'Write its settings down: it can be made again from them.',
    command: 'docker inspect {target}',
  },
  {
    types: ['container_volume_delete'],
    kinds: ['volume'],
    text: 'See who made and who uses the volume.',
    command: 'docker volume inspect {target}',
  },
  {
    types: ['container_volume_delete'],
    kinds: ['volume'],
    text: 'List the containers that use it, stopped ones too.',
    command: 'docker ps -a --filter volume={target}',
  },
  {
    types: ['container_prune', 'container_volume_delete'],
    text: 'See what would be freed.',
    command: 'docker system df -v',
  },
  {
    types: ['container_prune'],
    text: 'List the volumes that nothing uses, with their compose project.',
    command: 'docker volume ls --filter dangling=true',
  },
  {
    types: ['container_change', 'container_remove'],
    kinds: ['project'],
    text: 'See what belongs to the project.',
    command: 'docker compose -p {target} ps -a',
  },
  {
    types: ['container_change', 'container_remove'],
    kinds: ['container'],
    text: 'See what it does at the moment.',
    command: 'docker logs --tail 50 {target}',
  },
  { types: ['orchestrator_delete'], text: 'See what is there first.', command: 'kubectl get all' },
  {
    types: ['service_disruption'],
    kinds: ['unit'],
    text: 'Load settings anew without an interruption, where the unit can.',
    command: 'systemctl reload {target}',
  },
  {
    types: ['service_disruption', 'network_lockout'],
    kinds: ['unit'],
    text: 'See what the unit does and what needs it.',
    command: 'systemctl status {target}',
  },
  {
    types: ['process_kill'],
    kinds: ['process'],
    when: isPid,
    text: 'See which process that is, and since when.',
    command: 'ps -o pid,lstart,user,comm -p {target}',
  },
  {
    types: ['process_kill'],
    kinds: ['process'],
    when: isName,
    text: 'See which processes would be hit.',
    command: 'pgrep -l {target}',
  },
  { types: ['power_state'], text: 'See who works there, and for how long it has run.', command: 'w' },
  {
    types: ['network_lockout'],
    kinds: ['interface', 'route'],
    text: 'See the path that carries the session.',
    command: 'ip route show',
  },
  {
    types: ['network_lockout', 'security_disable'],
    kinds: ['firewall'],
    text: 'Save the rules first: they can be restored from it.',
    command: 'iptables-save',
  },
  {
    types: ['network_lockout'],
    when: ({ decoded }) => /netplan/.test(decoded),
    text: 'Let it be taken back by itself unless somebody confirms.',
    command: 'netplan get',
  },
  {
    types: ['package_removal'],
    kinds: ['package'],
    when: ({ decoded }) => /^(apt|apt-get|aptitude|dpkg)\b/.test(decoded),
    text: 'See what goes with it: nothing is removed with -s.',
    command: 'apt-get -s remove {target}',
  },
  {
    types: ['package_removal'],
    kinds: ['package'],
    when: ({ decoded }) => /^(dnf|yum|rpm)\b/.test(decoded),
    text: 'See what needs it first.',
    command: 'rpm -q --whatrequires {target}',
  },
  {
    types: ['package_removal'],
    kinds: ['package'],
    when: ({ decoded }) => /^pacman\b/.test(decoded),
    text: 'See what needs it first.',
    command: 'pacman -Qi {target}',
  },
  {
    types: ['package_removal'],
    kinds: ['package'],
    when: ({ decoded }) => /^apk\b/.test(decoded),
    text: 'See what needs it: nothing is removed with --simulate.',
    command: 'apk del --simulate {target}',
  },
  { types: ['user_account'], kinds: ['user'], text: 'See what the account is and owns.', command: 'id {target}' },
  { types: ['scheduled_task_removal'], text: 'Keep a copy of the table.', command: 'crontab -l' },
  { types: ['boot_change'], text: 'See the entries that there are.', command: 'ls -la /boot' },
  { types: ['security_disable'], text: 'See what the firewall holds back at the moment.', command: 'iptables -S' },
  {
    types: ['vm_destroy'],
    when: ({ decoded }) => /^virsh\b/.test(decoded),
    text: 'See how the guest stands, and its disks.',
    command: 'virsh domblklist {target}',
  },
  {
    types: ['vm_destroy'],
    when: ({ decoded }) => /^qm\b/.test(decoded),
    text: 'See its settings and disks.',
    command: 'qm config {target}',
  },
  {
    types: ['vm_destroy'],
    when: ({ decoded }) => /^pct\b/.test(decoded),
    text: 'See its settings and disks.',
    command: 'pct config {target}',
  },
  {
    types: ['wsl_distro_destroy'],
    text: 'See which distributions there are, and which one is meant.',
    command: 'wsl --list --verbose',
  },
  {
    types: ['vcs_discard'],
    text: 'Keep the work: a stash can be taken back.',
    command: 'git stash push --include-untracked',
  },
  { types: ['vcs_discard'], text: 'See what would be discarded.', command: 'git status --short' },
  { types: ['iac_destroy'], text: 'See what would be destroyed.', command: 'terraform plan -destroy' },
  {
    types: ['opaque_execution'],
    text: 'Fetch it, read it, pin its checksum, and then run the file that was read.',
    command: null,
  },
  { types: ['network_lockout'], text: 'Set a timer first that takes the change back by itself.', command: null },
  {
    types: ['container_change', 'container_remove'],
    kinds: ['project'],
    when: ({ target }) => target === '',
    text: 'See what belongs to the project.',
    command: 'docker compose ps -a',
  },
];

function isPid({ target }: Finding): boolean {
  return /^\d+$/.test(target);
}

function isName({ target }: Finding): boolean {
  return /^[\w.-]*[a-z][\w.-]*$/i.test(target) && !target.startsWith('-');
}
