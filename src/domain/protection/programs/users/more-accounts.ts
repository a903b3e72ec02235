import type { Program } from '../program.js';
import { told } from '../reading/told.js';

/** Accounts by the tools of libuser, PAM and passwords that wear out. */
export const MORE_ACCOUNTS: readonly Program[] = [
  told({
    names: 'luserdel lgroupdel',
    harms: [
      ['deletes', 'user_account', 'high', /./, ['bob', '-r bob'], 'Deletes an account or a group: {target}.', 'user'],
    ],
    why: 'Deletes an account.',
  }),
  told({
    names: 'luseradd lgroupadd lnewusers',
    valued: '-u -g -d -s -c -f',
    gives: [/./, 'bob'],
    why: 'Adds an account.',
  }),
  told({
    names: 'lusermod lgroupmod lpasswd lchage lchfn lchsh',
    valued: '-u -g -d -s -c -p -P -M -m -W -I -E -l',
    harms: [
      [
        'changes',
        'user_account',
        'medium',
        /./,
        ['bob', '-L bob'],
        'Changes an account or its password: {target}.',
        'user',
      ],
    ],
    why: 'Changes accounts.',
  }),
  told({
    names: 'lid',
    looks: [/./, '-g wheel'],
    why: 'Shows groups.',
  }),
  told({
    names: 'pam_tally pam_timestamp_check vlock expiry',
    valued: '--user -u -f',
    looks: [/^(?!.* (-r|--reset|-k|-f) )/, '--user bob'],
    gives: [/ (-r|--reset\S*|-k|-f) /, '--user bob --reset'],
    why: 'Shows failed logins, or forgets them.',
  }),
  told({
    names: 'pam-config',
    valued: '--service',
    looks: [/ (-q|--query|--list-modules|-h|--help) /, '--query --unix'],
    harms: [
      [
        'changes',
        'security_disable',
        'critical',
        / (-a|--add|-d|--delete|-c|--create|-i|--initialize|--update)\b/,
        ['-d --unix', '--initialize'],
        'Changes how logins are checked: nobody may get in, or anybody.',
        'user',
      ],
    ],
    why: 'Changes how logins are checked.',
  }),
  told({
    names: 'google-authenticator oathtool',
    valued: '-l -i -s -r -R -w',
    looks: [/^(?! {2}$)(?!.* (-f|--force|-t|-d) )/, '--totp -b ABC', '--help'],
    harms: [
      [
        'replaces',
        'credential_removal',
        'medium',
        / (-f|--force|-t|-d)\b|^ {2}$/,
        ['-t -f', ''],
        'Replaces the second factor of an account.',
        'key',
      ],
    ],
    why: 'Sets up a second factor.',
  }),
];
