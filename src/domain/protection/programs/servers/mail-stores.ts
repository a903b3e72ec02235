import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const MAIL_GONE = 'Deletes mail or mailboxes: {target}.';

/** Mailboxes, filters and lists. */
export const MAIL_STORES: readonly Program[] = [
  readers('Checks filters, or shows mailboxes and queues.', [
    'sieve-test sieve-dump sivtest cyr_info cyrdump mbpath list_members list_lists qmail-qstat qmail-qread zmqstat exim_dumpdb',
    'exim_checkaccess mlmmj-list ezmlm-list opendkim-testmsg spfquery pyzor-check razor-check',
    'mailgraph mailstats postlog',
  ]),
  told({
    names: 'spamassassin',
    valued: '-C -p -D --configpath --prefspath --siteconfigpath -D',
    looks: [
      /^(?!.* (-r|-k|-W|--report|--revoke|--add-to|--remove-addr|--remove-from|-R))/,
      '--lint',
      '-t < mail.eml',
      '-D --lint',
    ],
    gives: [/ (-r|--report|-W|--add-to-w\w*|-k|--revoke|-R|--remove-\S+) /, '--report < mail.eml'],
    why: 'Says whether a mail is unwanted.',
  }),
  told({
    names: 'spamc amavisd-release',
    valued: '-d -p -u -s -F -L -C',
    looks: [/^(?!.* -[LC])/, '-c < mail.eml'],
    gives: [/ -[LC]/, '-L spam'],
    why: 'Asks a mail filter.',
  }),
  told({
    names:
      'sa-update sa-compile sievec postlock postkick newlist add_members maildirmake maildirmake.dovecot vadduser mlmmj-sub',
    valued: '--channel --channelfile --gpgkey -D',
    gives: [/./, '--channel updates.spamassassin.org'],
    why: 'Fetches or compiles rules, or adds a list, a member or a mailbox.',
  }),
  told({
    names: 'sieve-filter',
    valued: '-u -m -q -c -D -x',
    looks: [/^(?!.* (-e|-W) )/, '-u bob /etc/x.sieve INBOX'],
    harms: [
      [
        'runs',
        'filesystem_delete',
        'high',
        / -e /,
        ['-e -W -u bob /etc/x.sieve INBOX'],
        'Runs a filter over a mailbox: mail may be discarded.',
      ],
    ],
    why: 'Tries a filter on a mailbox, or runs it.',
  }),
  told({
    names:
      'rmlist remove_members vdeluser vdeldomain valiasdel mlmmj-unsub qmail-remove qmHandle ipurge cyr_expire cyr_purge unexpunge rmm',
    valued: '-f -d -D -E -X -a -L',
    looks: [/^ (\S+ )*-(l|L|s|q|h|n|help|-help)( \S+)* $/, '-l', '--help'],
    harms: [
      [
        'deletes',
        'filesystem_delete',
        'high',
        /^(?! (\S+ )*-(l|L|s|q|h|n|help|-help)( \S+)* $)/,
        ['-a oldlist', '-D'],
        MAIL_GONE,
      ],
    ],
    why: 'Deletes mail, mailboxes, lists or their members.',
  }),
  told({
    names: 'cyradm ctl_mboxlist ctl_cyrusdb reconstruct squatter exim_tidydb exim_fixdb',
    valued: '-u -s -f -C -t',
    looks: [/ -d /, '-d'],
    gives: [/^ [^- ]\S* (-r |-f )?$/, 'user.bob', '-r user.bob'],
    why: 'Repairs and changes the databases of a mail server.',
  }),
  told({
    names: 'mailman',
    valued: '-C --config',
    looks: [/^ (lists|members( \S+)?|info|status|version|conf|help|findmember|notify)( |$)/, 'lists', 'status'],
    gives: [
      /^ (create|start|reopen|addmembers|gatenews|digests|aliases|import21|syncmembers)\b/,
      'create a@b.c',
      'start',
    ],
    harms: [
      [
        'deletes',
        'filesystem_delete',
        'high',
        /^ (remove|delmembers|unshunt)\b/,
        ['remove old@b.c'],
        'Deletes a list or its members: {target}.',
      ],
      ['stops', 'service_disruption', 'medium', /^ (stop|restart)\b/, ['stop'], 'Stops the lists.', 'unit'],
    ],
    why: 'Keeps mailing lists.',
  }),
  told({
    names: 'zmprov zmmailbox',
    valued: '-l -z -m -a -p -s -u',
    looks: [
      /^ (g[a-z]*|get\w*|search\w*|s|desc\w*|help|ap|gaf|list\w*) |^ (g[a-z]*|get\w*) $/,
      'gaa',
      'getAccount bob@x.y',
      'gaf',
    ],
    harms: [
      [
        'deletes',
        'filesystem_delete',
        'critical',
        /^ (d[a-z]|d[a-z]l|ef|df|dm|emptyDumpster|purge\w*|delete\w*|emptyFolder|pm|dc|dd|dcos|da|dtm) /,
        ['da bob@x.y', 'deleteAccount bob@x.y', 'emptyFolder /Inbox'],
        MAIL_GONE,
      ],
      [
        'changes',
        'user_account',
        'medium',
        /^ (m[a-z]|m[a-z]{2,3}|modify\w*|set\w*|sp|rename\w*|ra|flushCache|fc) /,
        ['ma bob@x.y zimbraAccountStatus locked', 'sp bob@x.y secret'],
        'Changes accounts of the mail server.',
        'user',
      ],
    ],
    gives: [/^ (c[a-z]|create\w*|add\w*|a[a-z]a) /, 'ca bob@x.y secret'],
    why: 'Administers a Zimbra server.',
  }),
  told({
    names: 'zmcontrol mailmanctl',
    looks: [/^ (status|list)| -v/, 'status', '-v'],
    gives: [/^ (start|reopen)/, 'start'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (stop|restart|shutdown|maintenance)/,
        ['stop', 'restart'],
        'Stops all of the mail server.',
        'unit',
      ],
    ],
    why: 'Starts and stops a mail server.',
  }),
  told({
    names: 'mbsync imapsync offlineimap getmail fetchmail isync imap-backup',
    valued: '-c --host1 --host2 --user1 --user2 --password1 --password2 -f -a -u -r -p --folder',
    pretends: [
      / (--dry|--dry-run|--justlogin|--justfolders|--justconnect|-l|--list|--info|-c=?|--check|-V|--version|--help|--configdump) /,
      '--dry --host1 a --host2 b',
      '--list',
    ],
    harms: [
      [
        'deletes',
        'sync_delete',
        'high',
        / (--delete\w*|--expunge\w*|--delete2\w*|-X|--remove-all|-K-all|--flush|-F|--nokeep|-d|--delete) /,
        ['--host1 a --host2 b --delete2', '--delete'],
        'Copies mail, and deletes on one side what is not on the other, or what was fetched.',
      ],
    ],
    gives: [
      /^(?!.* --?(dry|dry-run|just\w+|list|l|info|V|version|help|delete\w*|expunge\w*|flush|nokeep) )/,
      '-a',
      '--host1 a --host2 b',
    ],
    why: 'Copies mail between servers.',
  }),
];
