import type { Execution } from '../../../../platform/shell/reading.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, textOf, valuesOf } from '../rule-kinds.js';

/** Without somebody to send to, it opens a mailbox. */
function readsMailbox(given: Arguments): boolean {
  return given.operands.length === 0 || given.options.has('-f') || given.options.has('-u');
}

const typed = ({ stdin }: Execution): string => (stdin.kind === 'text' ? stdin.text : '');
/** Commands at the prompt of mailx that take mail out of the box. */
const DELETES = /^\s*(d|dt|dp|delete|move|mv|mov\w+|save|s)(\s|[\d*$^(:]|$)/m;

export const MAIL: readonly Program[] = [
  {
    names: ['postfix', 'postmulti'],
    style: { subcommands: 1, valued: ['-c', '-D'] },
    rules: [
      reads({
        id: 'postfix.look',
        when: { subcommand: ['check|status'] },
        targets: 'none',
        why: 'Checks the mail server.',
        matches: ['postfix check', 'postfix status'],
        misses: ['postfix stop'],
      }),
      adds({
        id: 'postfix.start',
        when: { subcommand: ['start|reload|flush|set-permissions|start-fg'] },
        targets: 'none',
        why: 'Starts it, lets it read its configuration again, or tries queued mail once more.',
        matches: ['postfix reload', 'postfix flush'],
        misses: ['postfix stop'],
      }),
      harms('service_disruption', 'medium', {
        id: 'postfix.stop',
        when: { subcommand: ['stop|abort|drain'] },
        targets: () => ['postfix'],
        targetKind: 'unit',
        why: 'Stops the mail server.',
        matches: ['postfix stop', 'postfix abort'],
        misses: ['postfix reload', 'postfix check'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a mail server.',
  },
  {
    names: ['postsuper'],
    style: { valued: ['-d', '-h', '-H', '-r', '-c', '-f', '-e'] },
    rules: [
      harms('filesystem_delete', 'high', {
        id: 'postsuper.delete',
        when: { test: (given) => valuesOf(given, ['-d']).length > 0 },
        targets: (given) => valuesOf(given, ['-d']),
        targetKind: 'resource',
        why: 'Deletes mail that waits to be sent: {target}.',
        matches: ['postsuper -d ALL', 'postsuper -d 3A9F2'],
        misses: ['postsuper -r ALL'],
      }),
      adds({
        id: 'postsuper.hold',
        when: { anyOption: ['-r', '-s', '-p', '-f'] },
        targets: 'none',
        why: 'Puts mail in the queue anew, or tidies the queue.',
        matches: ['postsuper -r ALL', 'postsuper -s'],
        misses: ['postsuper -d ALL', 'postsuper -h ALL'],
      }),
      harms('service_disruption', 'high', {
        id: 'postsuper.stops_mail',
        when: { test: (given) => valuesOf(given, ['-h', '-H', '-e']).length > 0 },
        targets: (given) => valuesOf(given, ['-h', '-H', '-e']),
        targetKind: 'resource',
        why: 'Holds queued mail back, lets go what was held, or returns it to who sent it: {target}.',
        matches: ['postsuper -h ALL', 'postsuper -H 3A9F2', 'postsuper -e ALL'],
        misses: ['postsuper -r ALL', 'postsuper -d ALL'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Looks after the queue of a mail server.',
  },
  {
    names: ['postqueue'],
    style: { valued: ['-i', '-s', '-c'] },
    rules: [
      reads({
        id: 'postqueue.look',
        when: { anyOption: ['-p', '-j'] },
        targets: 'none',
        why: 'Lists queued mail.',
        matches: ['postqueue -p', 'postqueue -j'],
        misses: ['postqueue -f'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Lists queued mail, or tries to send it.',
  },
  {
    names: ['postconf'],
    style: {},
    rules: [
      harms('config_overwrite', 'medium', {
        id: 'postconf.set',
        when: { anyOption: ['-e', '-X', '-#', '-M#', '-MX'] },
        why: 'Changes the configuration of the mail server: {target}.',
        targetKind: 'resource',
        matches: ['postconf -e relayhost=mx.example.com', 'postconf -X relayhost'],
        misses: ['postconf -n', 'postconf relayhost'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows the configuration of a mail server.',
  },
  {
    names: [
      'mail',
      'mailx',
      's-nail',
      'mutt',
      'sendmail',
      'msmtp',
      'swaks',
      'ssmtp',
      'mosquitto_pub',
      'ntfy',
      'apprise',
    ],
    style: { valued: ['-s', '-a', '-c', '-b', '-r', '-S', '-f', '-t', '-m', '-h', '-i', '-q', '-u'] },
    rules: [
      helps('mail'),
      harms('filesystem_delete', 'medium', {
        id: 'mail.deletes',
        when: { test: (given, execution) => readsMailbox(given) && DELETES.test(typed(execution)) },
        targets: (given) => valuesOf(given, ['-u', '-f']),
        targetKind: 'resource',
        why: 'Tells a mail program to delete mail of a mailbox, or to move it away: {target}.',
        matches: [
          "mail -u root <<< 'd *'",
          "printf 'd 1-10\\nq\\n' | mail",
          "echo 'delete *' | mailx -f /var/mail/bob",
        ],
        misses: ["echo 'd *' | mail -s list bob", "echo 'h' | mail", 'mail -H'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Sends a message.',
  },
  {
    names: ['exim', 'exim4'],
    style: { singleDashLong: true },
    rules: [
      reads({
        id: 'exim.look',
        when: { anyOption: ['-bp', '-bpc', '-bP', '-bV', '-bt', '-bv', '-Mvh', '-Mvb', '-Mvl', '-bh'] },
        targets: 'none',
        why: 'Lists queued mail, or checks addresses.',
        matches: ['exim -bp', 'exim -bt postmaster'],
        misses: ['exim -Mrm 1abc-x'],
      }),
      harms('filesystem_delete', 'high', {
        id: 'exim.remove',
        when: { anyOption: ['-Mrm', '-Mg'] },
        targetKind: 'resource',
        why: 'Deletes mail that waits to be sent.',
        matches: ['exim -Mrm 1abc-x'],
        misses: ['exim -bp', 'exim -Mvh 1abc-x'],
      }),
    ],
    otherwise: 'opaque',
    why: 'A mail server.',
  },
  {
    names: ['doveadm'],
    style: { subcommands: 2, valued: ['-u', '-S', '-f', '-c'] },
    rules: [
      reads({
        id: 'doveadm.look',
        when: {
          test: (given) =>
            /^(who|search|fetch|user|help|log find|quota get|mailbox (list|status)|auth (test|lookup)|config|stats dump|process status|instance list|replicator status|dump)\b/.test(
              given.plain.map(textOf).join(' '),
            ),
        },
        targets: 'none',
        why: 'Looks into mailboxes, or at how the server is.',
        matches: ['doveadm who', 'doveadm mailbox list -u alice'],
        misses: ['doveadm expunge -u alice mailbox Trash all'],
      }),
      harms('filesystem_delete', 'high', {
        id: 'doveadm.expunge',
        when: {
          test: (given) =>
            /^(expunge|purge|mailbox delete|move|deduplicate|dsync|sync|backup)\b/.test(
              given.plain.map(textOf).join(' '),
            ),
        },
        targetKind: 'resource',
        why: 'Deletes mail.',
        matches: ['doveadm expunge -u alice mailbox Trash all', 'doveadm mailbox delete -u alice old'],
        misses: ['doveadm who', 'doveadm search -u alice expunge'],
      }),
      harms('service_disruption', 'medium', {
        id: 'doveadm.stop',
        when: { subcommand: ['stop|kick'] },
        targets: () => ['dovecot'],
        targetKind: 'unit',
        why: 'Stops the mail server, or throws users out.',
        matches: ['doveadm stop', 'doveadm kick alice'],
        misses: ['doveadm who stop'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Looks after mailboxes.',
  },
];
