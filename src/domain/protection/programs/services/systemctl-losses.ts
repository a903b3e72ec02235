import type { Rule } from '../program.js';
import { adds, harms, someOperand, valuesOf } from '../rule-kinds.js';
import { classifyUnit } from './unit-classes.js';

/** What systemctl throws away or replaces of units. */
export const LOSES: readonly Rule[] = [
  harms('config_overwrite', 'medium', {
    id: 'systemctl.revert',
    when: { subcommand: ['revert|preset-all'] },
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Throws away what was configured for {target} on this host.',
    matches: ['systemctl revert nginx', 'systemctl preset-all'],
    misses: ['systemctl edit nginx', 'systemctl preset nginx'],
  }),
  harms('config_overwrite', 'medium', {
    id: 'systemctl.edits_unseen',
    when: { subcommand: ['edit'], anyOption: ['--stdin'] },
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Sets {target} up anew by what standard input says.',
    matches: ['systemctl edit --stdin --full nginx.service < new.conf'],
    misses: ['systemctl edit nginx'],
  }),
  harms('filesystem_delete', 'high', {
    id: 'systemctl.clean',
    when: { subcommand: ['clean'] },
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Deletes the state, cache or logs of {target}.',
    matches: ['systemctl clean --what=state postgresql'],
    misses: ['systemctl status clean'],
  }),
  harms('process_kill', 'high', {
    id: 'systemctl.kill',
    when: {
      subcommand: ['kill|freeze'],
      test: (given) =>
        !valuesOf(given, ['--signal', '-s']).some((signal) => /^(sig)?(hup|usr1|usr2|winch|0)$/i.test(signal)),
    },
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Ends or halts the processes of {target}.',
    matches: ['systemctl kill -s SIGKILL nginx', 'systemctl kill sshd', 'systemctl freeze app.service'],
    misses: ['systemctl kill -s HUP nginx', 'systemctl status kill', 'systemctl thaw app.service'],
  }),
  adds({
    id: 'systemctl.signal',
    when: {
      subcommand: ['kill'],
      test: (given) =>
        valuesOf(given, ['--signal', '-s']).some((signal) => /^(sig)?(hup|usr1|usr2|winch|0)$/i.test(signal)),
    },
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'A signal by which a service reads its configuration again.',
    matches: ['systemctl kill -s HUP nginx', 'systemctl kill --signal=USR1 nginx'],
    misses: ['systemctl kill nginx'],
  }),
  harms('security_disable', 'high', {
    id: 'systemctl.debug_shell',
    when: { subcommand: ['enable|start'], test: someOperand(/^debug-shell(\.service)?$/) },
    targetKind: 'unit',
    targetClass: 'critical',
    why: '{target} opens a shell of root at the console, without a password.',
    matches: ['systemctl enable --now debug-shell.service'],
    misses: ['systemctl enable --now nginx', 'systemctl status debug-shell'],
  }),
];
