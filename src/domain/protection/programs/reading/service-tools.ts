import type { Program } from '../program.js';
import { adds, harms, hides } from '../rule-kinds.js';
import { readers, words } from './outputs.js';

/** Small tools beside the services that other families are about. */
export const SERVICE_TOOLS: readonly Program[] = [
  readers('Shows what it is asked for.', [
    'wslpath wslvar virt-df virt-ls virt-cat virt-inspector virt-filesystems virt-top',
    'diagnostics',
    'nagios check_mk_agent check_users check_swap check_mysql check_ntp_time check_apt zabbix_get',
  ]),
  {
    names: ['mysqlcheck', 'mariadb-check', 'myisamchk', 'aria_chk'],
    style: { valued: words('-u -h -P -S --user --host --port --socket --password') },
    rules: [
      harms('database_destroy', 'high', {
        id: 'mysqlcheck.repair',
        when: { anyOption: ['-r', '--repair', '-o', '--recover', '-f', '--force', '--safe-recover'] },
        targetKind: 'table',
        why: 'Writes tables anew ({target}); rows that cannot be read are lost.',
        matches: ['mysqlcheck --repair shop', 'myisamchk -r t.MYI'],
        misses: ['mysqlcheck --check --all-databases', 'mysqlcheck -c shop'],
      }),
      adds({
        id: 'mysqlcheck.analyze',
        when: { anyOption: ['-a', '--analyze', '--optimize'] },
        targets: 'none',
        why: 'Counts or packs anew what is there; tables are locked meanwhile.',
        matches: ['mysqlcheck --analyze shop'],
        misses: ['mysqlcheck -c shop'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Checks tables.',
  },
  {
    names: ['k9s', 'lazydocker', 'ctop', 'lazygit', 'tig', 'gitui'],
    style: {},
    rules: [
      hides('medium', {
        id: 'k9s.write',
        when: { test: (_given, { program, stdin }) => program === 'k9s' && stdin.kind === 'text' },
        why: 'Is given keys to press.',
        matches: ["k9s <<< ':q'"],
        misses: ['k9s', 'lazydocker'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Shows something in a terminal; what a person then does there, that person does.',
  },
];
