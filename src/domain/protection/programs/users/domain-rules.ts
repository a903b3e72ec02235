import type { Rule } from '../program.js';
import { harms, has, rehearses, textOf, textsOf } from '../rule-kinds.js';

/** Directories and domains of accounts, where a word of their tools does more than its verb says, or less. */
export const DOMAIN_RULES: readonly Rule[] = [
  rehearses({
    id: 'ldapmodify.dry_run',
    when: {
      test: (_given, { program, args }) =>
        /^ldap(add|modify|delete)$/.test(program ?? '') &&
        args.some((word) => textOf(word).startsWith('-') && /^-[cnvMxZ]*n[cnvMxZ]*$/.test(textOf(word))),
    },
    targets: 'none',
    why: 'Only shows what it would send.',
    matches: ['ldapmodify -n -v -f delete-user.ldif', 'ldapdelete -nv uid=bob,dc=x'],
    misses: ['ldapmodify -f delete-user.ldif', 'ldapdelete uid=bob,dc=x'],
  }),
  rehearses({
    id: 'samba-tool.checks',
    when: {
      test: (given, { program }) =>
        program === 'samba-tool' &&
        given.plain[0]?.values[0] === 'dbcheck' &&
        !has(given, '--fix', '--yes', '--reindex', '--force-modules', '--reset-well-known-acls'),
    },
    targets: 'none',
    why: 'Checks the database of a domain.',
    matches: ['samba-tool dbcheck --cross-ncs', 'samba-tool dbcheck'],
    misses: ['samba-tool dbcheck --cross-ncs --fix --yes'],
  }),
  harms('user_account', 'critical', {
    id: 'samba-tool.fixes',
    when: {
      test: (given, { program }) =>
        program === 'samba-tool' &&
        /^(dbcheck|domain (provision|join|classicupgrade|demote|level raise|backup restore|trust (delete|modify)|passwordsettings set)|drs (replicate|options|clone-dc-database)|fsmo (seize|transfer)|ntacl (set|sysvolreset|changedomsid)|gpo (del|restore|unapply|dellink|setlink)|dsacl (set|delete)|dns (delete|update|zonedelete|cleanup)|sites remove|spn delete|ou (delete|move|rename)|user (setpassword|disable|setexpiry|move|rename|edit)|group (removemembers|edit|move)|computer (delete|edit|move))\b/.test(
          textsOf(given.plain).join(' '),
        ),
    },
    targets: 'last',
    targetKind: 'user',
    why: 'Changes a domain of accounts as a whole, or takes something of it away: {target}.',
    matches: [
      'samba-tool dbcheck --cross-ncs --fix --yes',
      'samba-tool domain demote -Uadministrator',
      'samba-tool fsmo seize --role=all',
      'samba-tool ntacl sysvolreset',
    ],
    misses: ['samba-tool dbcheck', 'samba-tool fsmo show', 'samba-tool user list'],
  }),
];
