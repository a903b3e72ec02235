import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const ENTRIES = 'Writes over the entries of a directory, or deletes them: {target}.';

/** Directories of accounts: LDAP servers, FreeIPA, SSSD, Kerberos. */
export const DIRECTORIES: readonly Program[] = [
  readers('Asks a directory, or checks it.', [
    'ldapurl slapacl slapauth slapdn slapschema slappasswd dbscan krb5-config kproplog sss_ssh_authorizedkeys sss_ssh_knownhostsproxy',
    'sasldblistusers2 testsaslauthd ipa-healthcheck ntlm_auth',
  ]),
  told({
    names: 'ldapmodrdn ldapvi slapmodify ldappasswd ldapexop',
    valued: '-D -w -H -h -p -y -f -s -b -a -S -T -c',
    pretends: [/^ (whoami|refresh)| -n /, 'whoami', '-n -f x.ldif'],
    harms: [
      [
        'changes',
        'user_account',
        'high',
        /^(?! whoami)/,
        ['-f x.ldif', '-D cn=admin uid=bob'],
        'Changes entries of a directory: {target}.',
        'user',
      ],
    ],
    why: 'Changes entries of a directory.',
  }),
  told({
    names: 'slapadd ldif2db bak2db db2index slapindex',
    valued: '-l -b -n -F -f -D -i',
    pretends: [/ -u /, '-u -l x.ldif'],
    harms: [['loads', 'database_destroy', 'high', /^(?!.* -u )/, ['-l x.ldif'], ENTRIES, 'database']],
    why: 'Fills the database of a directory from a file.',
  }),
  told({
    names: 'db2ldif db2bak dscreate',
    valued: '-n -a',
    gives: [/./, '-n userRoot'],
    why: 'Saves a directory, or sets one up.',
  }),
  told({
    names: 'dsctl',
    looks: [
      /^( \S+)? (status|healthcheck|list|-l|get-nsstate|tls list\S*|dbverify|ldifs|backups)\b| -l /,
      'inst status',
      'inst healthcheck',
    ],
    gives: [/^ \S+ (start|db2ldif|db2bak|ldifgen|cockpit)\b/, 'inst start', 'inst db2bak'],
    harms: [
      [
        'removes',
        'database_destroy',
        'critical',
        /^ \S+ (remove|ldif2db|bak2db|db2index|dblib)\b/,
        ['inst remove --do-it', 'inst bak2db x'],
        'Removes a directory server with its entries, or writes over them.',
        'database',
      ],
      [
        'stops',
        'service_disruption',
        'high',
        /^ \S+ (stop|restart)\b/,
        ['inst stop'],
        'Stops a directory server.',
        'unit',
      ],
    ],
    why: 'Looks after a directory server.',
  }),
  told({
    names: 'dsidm',
    valued: '-b -D -w',
    looks: [/^ \S+ \S+ (list|get|get_dn|status|entry-status|subtree-status|search)\b/, 'inst user list'],
    gives: [/^ \S+ \S+ (create|unlock|add_member)\b/, 'inst user create'],
    harms: [
      [
        'deletes',
        'user_account',
        'high',
        /^ \S+ \S+ (delete|lock|modify|rename|remove_member|reset_password|change_password)\b/,
        ['inst user delete uid=bob'],
        'Takes accounts of a directory away, or changes them.',
        'user',
      ],
    ],
    why: 'Keeps the accounts of a directory server.',
  }),
  told({
    names: 'ipactl',
    looks: [/^ status/, 'status'],
    gives: [/^ start/, 'start'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (stop|restart)/,
        ['stop', 'restart'],
        'Stops the whole identity server: nobody can log in by it.',
        'unit',
      ],
    ],
    why: 'Starts and stops an identity server.',
  }),
  told({
    names: 'ipa-server-install ipa-client-install ipa-replica-install ipa-kra-install ipa-dns-install ipa-ca-install',
    valued: '--domain --server --realm -p -w --hostname',
    harms: [
      [
        'uninstalls',
        'user_account',
        'critical',
        / --uninstall /,
        ['--uninstall -U'],
        'Takes the host out of the domain, or the domain itself away.',
        'host',
      ],
      [
        'installs',
        'config_overwrite',
        'high',
        /^(?!.* --uninstall )/,
        ['--domain x.y -U'],
        'Rewrites how the host knows its accounts and names.',
      ],
    ],
    why: 'Makes the host part of a domain.',
  }),
  told({
    names: 'ipa-replica-manage ipa-csreplica-manage',
    valued: '-p -H --password --host',
    looks: [/^ (list|list-ruv|dnarange-show|dnanextrange-show|list-clean-ruv)/, 'list', 'list-ruv'],
    gives: [/^ (force-sync|connect)/, 'force-sync --from a'],
    harms: [
      [
        'removes',
        'user_account',
        'critical',
        /^ (del|disconnect|re-initialize|clean-ruv|clean-dangling-ruv|abort-clean-ruv|set-)/,
        ['del old.x.y', 're-initialize --from a'],
        'Takes a server of the domain away, or writes over its entries: {target}.',
        'host',
      ],
    ],
    why: 'Keeps the servers of a domain in step.',
  }),
  told({
    names: 'ipa-restore ipa-cert-fix ipa-server-certinstall ipa-rmkeytab ipa-cacert-manage ipa-server-upgrade',
    valued: '-p -k -r',
    looks: [/^ list /, 'list'],
    harms: [
      [
        'writes',
        'config_overwrite',
        'critical',
        /^(?! list )/,
        ['/var/lib/ipa/backup/x', '-k /etc/krb5.keytab -r X'],
        'Writes over the data or the keys of an identity server.',
      ],
    ],
    why: 'Restores an identity server, or replaces its keys.',
  }),
  told({
    names: 'ipa-backup ipa-certupdate ipa-getkeytab ipa-join sss_seed kswitch',
    gives: [/./, '--online'],
    valued: '-s -p -k',
    why: 'Saves an identity server, or fetches keys.',
  }),
  told({
    names: 'sss_cache',
    valued: '-u -g -n -a -s -h -d',
    gives: [/./, '-E', '-u bob'],
    why: 'Lets cached accounts be asked for anew.',
  }),
  told({
    names: 'sss_override',
    looks: [/^ (user-find|user-show|group-find|group-show|user-export|group-export)/, 'user-find'],
    harms: [
      [
        'changes',
        'user_account',
        'medium',
        /^ (user|group)-(add|del|import)/,
        ['user-del bob'],
        'Changes what an account is on this host: {target}.',
        'user',
      ],
    ],
    why: 'Gives accounts other values on this host.',
  }),
  told({
    names: 'adcli',
    valued: '-D -U -R -S -C --domain --login-user',
    looks: [/^ (info|testjoin|show-computer|discover)/, 'info x.y', 'testjoin'],
    gives: [/^ (create-user|create-group|create-msa|preset-computer|add-member|update)/, 'create-user bob'],
    harms: [
      [
        'deletes',
        'user_account',
        'high',
        /^ (delete-\w+|remove-member|passwd-user|reset-computer|join)/,
        ['delete-computer x', 'delete-user bob', 'join x.y'],
        'Takes accounts out of the domain, or changes them: {target}.',
        'user',
      ],
    ],
    why: 'Acts on a Windows domain.',
  }),
  told({
    names: 'msktutil',
    valued: '--computer-name -s -k --server -h -u',
    harms: [
      [
        'changes',
        'credential_removal',
        'high',
        / (flush|cleanup|reset|remove|delete|--delete|--flush|--cleanup|--remove-\S+) /,
        ['flush', 'cleanup'],
        'Removes keys by which the host is known to its domain.',
        'key',
      ],
    ],
    gives: [
      /^ (create|update|add-\S+|pre-create|auto-update)|--(auto-update|create|update) /,
      'create',
      '--auto-update',
    ],
    why: 'Keeps the keys of a host in a domain.',
  }),
  told({
    names: 'kdb5_util kdb5_ldap_util',
    valued: '-r -d -k -M -sf -P -H -D',
    singleDashLong: true,
    looks: [/^ (tabdump|list_mkeys|view|list|view_policy|list_policy)/, 'list_mkeys'],
    gives: [/^ (dump|stash|add_mkey|ark)/, 'dump /root/kdb.dump'],
    harms: [
      [
        'destroys',
        'credential_removal',
        'critical',
        /^ (destroy|load|create|purge_mkeys|use_mkey|update_princ_encryption|destroy_policy)/,
        ['destroy -f', 'load old.dump'],
        'Deletes all accounts of the realm, or writes over them.',
        'database',
      ],
    ],
    why: 'Keeps the database of a realm.',
  }),
  told({
    names: 'ktutil k5srvutil',
    valued: '-k -f -e',
    looks: [/^ (list|l)\b/, 'list'],
    harms: [
      [
        'deletes',
        'credential_removal',
        'high',
        /^ (delete|delold|change|remove|rename|purge|delent)/,
        ['delete', 'delold'],
        'Takes keys of a service away.',
        'key',
      ],
    ],
    gives: [/^ (add|get|copy)/, 'add -p x'],
    why: 'Keeps the keys of services.',
  }),
  told({
    names: 'saslpasswd2',
    valued: '-u -f -a',
    harms: [
      ['deletes', 'user_account', 'high', / -d /, ['-d bob'], 'Deletes an account: {target}.', 'user'],
      ['sets', 'user_account', 'medium', /^(?!.* -[dc] )/, ['bob'], 'Sets a password.', 'user'],
    ],
    gives: [/ -c /, '-c bob'],
    why: 'Keeps passwords of mail and other services.',
  }),
  told({
    names: 'kpasswd kprop',
    valued: '-f -P -s',
    harms: [
      ['sets', 'user_account', 'medium', /./, ['bob'], 'Changes a password, or sends the database of a realm.', 'user'],
    ],
    why: 'Changes a password of a realm.',
  }),
];
