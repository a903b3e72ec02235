import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const GONE = 'Takes a site, an account or its data away: {target}.';

/** Web servers’ switches and panels that sell hosting. */
export const HOSTING: readonly Program[] = [
  readers('Shows sites, modules and users of a server.', [
    'a2query phpquery v-list-users v-list-user v-list-web-domains v-list-web-domain v-list-dns-domains v-list-databases v-list-sys-info v-list-sys-services v-list-backups v-search-object',
  ]),
  told({
    names: 'a2ensite a2enmod a2enconf phpenmod lighty-enable-mod lighttpd-enable-mod',
    valued: '-v -s -m',
    gives: [/./, 'shop.conf'],
    why: 'Switches a site or a module on.',
  }),
  told({
    names: 'a2dissite a2dismod a2disconf phpdismod lighty-disable-mod lighttpd-disable-mod',
    valued: '-v -s -m',
    harms: [
      [
        'disables',
        'service_disruption',
        'medium',
        /./,
        ['shop.conf', '-f ssl'],
        'Switches a site or a module off with the next reload: {target}.',
        'unit',
      ],
    ],
    why: 'Switches a site or a module off.',
  }),
  told({
    names: 'squid squid3',
    valued: '-f -k -u -a -n -l',
    looks: [/ (-k=(parse|check)|-v|-h|--version|--help) /, '-k parse', '-v'],
    gives: [/ (-k=(reconfigure|rotate|debug)) /, '-k reconfigure'],
    harms: [
      [
        'stops',
        'service_disruption',
        'medium',
        / (-k=(shutdown|interrupt|kill|restart)|-z) /,
        ['-k shutdown', '-k interrupt'],
        'Stops a proxy: nobody gets out by it.',
        'unit',
      ],
    ],
    why: 'A proxy; started by hand it may take the place of the one that serves.',
  }),
  told({
    names: 'plesk',
    looks: [
      /^ (version|help|info|log|bin \S+ .*(--list|--info|-l|-i|--show|-s) |installer list|repair (\S+ )*-n|conf|bin (license --info|subscription --list))/,
      'version',
      'bin domain --list',
      'bin subscription --info x.y',
    ],
    gives: [
      /^ (bin \S+ .*(--create|-c|--on|--add) |login|bin pleskbackup|bin extension --(enable|install))/,
      'bin domain --create x.y',
    ],
    harms: [
      [
        'removes',
        'filesystem_delete',
        'critical',
        /^ bin \S+ .*(--remove|-r|--delete|--off|--suspend|--webspace-off|--drop|--clear|--uninstall|--disable|--update|-u|--set|--change\S*)\b/,
        ['bin domain --remove x.y', 'bin database --remove shop', 'bin client --remove bob'],
        GONE,
      ],
      [
        'changes',
        'config_overwrite',
        'high',
        /^ (repair|sbin|daily|php|db|ext|installer (?!list)|bin init_conf|bin pleskrestore)\b/,
        ['repair all -y', 'installer remove --components x', 'db "DROP TABLE x"'],
        'Rewrites the settings or the data of the panel.',
      ],
    ],
    why: 'Steers a hosting panel.',
  }),
  told({
    names: 'whmapi1 whmapi0 uapi cpapi2 cpapi1',
    valued: '--user --output',
    looks: [
      /^ (\S+ )?(list\w*|get\w*|version|accountsummary|showbw|loadavg|systemloadavg|fetch\w*|show\w*|has_\w+|is_\w+|dumpzone|gethostname|verify\w*|applist|servicestatus|resolvedomainname|read_\w*|count\w*|search\w*|stat|validate\w*|check\w*) /,
      'listaccts',
      'version',
      'Email list_pops',
    ],
    gives: [/^ (\S+ )?(create\w*|add\w*|start_\w*|unsuspend\w*|enable\w*|install\w*) /, 'createacct username=bob'],
    harms: [
      [
        'removes',
        'filesystem_delete',
        'critical',
        /^ (\S+ )?(remove\w*|kill\w*|delete\w*|terminate\w*|suspend\w*|disable\w*|reboot|restart\w*|revoke\w*|drop\w*|passwd|set\w*|modify\w*|edit\w*|mass_\w*|reset\w*|restore\w*|change\w*|forcepasswordchange|uninstall\w*|wipe\w*|empty\w*|del_?\w*|save\w*|update\w*|limitbw|clear\w*|purge\w*|unset\w*|swapip|nat\w*|park|unpark|shutdown\w*|stop\w*) /,
        ['removeacct username=bob', 'killdns domain=x.y', 'Mysql delete_database name=shop', 'reboot force=1'],
        GONE,
      ],
    ],
    why: 'Steers a hosting panel.',
  }),
  told({
    names:
      'v-delete-user v-delete-domain v-delete-web-domain v-delete-dns-domain v-delete-mail-domain v-delete-database v-delete-databases v-delete-user-backup v-delete-cron-job v-delete-firewall-rule v-delete-mail-account v-delete-sys-ip v-delete-web-domains v-delete-fs-directory v-delete-fs-file v-suspend-user v-suspend-web-domain v-restore-user v-stop-service v-restart-service v-restart-web v-restart-dns v-restart-mail v-restart-proxy v-stop-firewall v-change-user-password v-restart-system',
    harms: [['takes_away', 'filesystem_delete', 'high', /./, ['bob', 'bob x.y'], GONE]],
    why: 'Takes something away in a hosting panel.',
  }),
  told({
    names:
      'v-add-user v-add-web-domain v-add-domain v-add-dns-domain v-add-mail-domain v-add-database v-add-letsencrypt-domain v-backup-user v-unsuspend-user v-start-service v-add-cron-job v-update-sys-queue v-rebuild-user v-rebuild-web-domains',
    gives: [/./, 'bob'],
    why: 'Adds something in a hosting panel.',
  }),
  told({
    names: 'virtualmin webmin cyberpanel clpctl ispconfig_update.sh',
    valued: '--domain --user --pass --domainName',
    looks: [
      /^ (list-\S+|info|check-\S+|get-\S+|validate-\S+|list\w*|help|version|search-\S+|site:list|user:list|stats|test-\S+)\b/,
      'list-domains',
      'info',
      'listWebsitesJson',
    ],
    gives: [
      /^ (create-\S+|create\w+|enable-\S+|backup-\S+|clone-\S+|start-\S+|issueSSL|add-\S+|site:add:\S+|user:add|db:add|db:export|install-\S+|generate-\S+)\b/,
      'create-domain --domain x.y',
      'backup-domain --domain x.y',
    ],
    harms: [
      [
        'deletes',
        'filesystem_delete',
        'critical',
        /^ (delete-\S+|delete\w+|disable-\S+|restore-\S+|modify-\S+|transfer-\S+|migrate-\S+|unsub-\S+|move-\S+|rename-\S+|site:delete|user:delete|db:delete|db:import|user:reset:password|stop-\S+|restart-\S+|passwd|reset-\S+|set-\S+|upgrade-\S+|change\w+|unalias-\S+|downgrade-\S+|suspend\w*|restore\w*)\b/,
        [
          'delete-domain --domain x.y',
          'delete-user --domain x.y --user bob',
          'disable-domain --domain x.y',
          'site:delete --domainName=x.y',
        ],
        GONE,
      ],
    ],
    why: 'Steers a hosting panel.',
  }),
  told({
    names: 'varnishreload squid-purge',
    gives: [/./, ''],
    why: 'Lets a server read its settings again.',
  }),
  told({
    names: 'chef-server-ctl automate-ctl hab supermarket-ctl opscode-manage-ctl',
    valued: '-f',
    looks: [
      /^ (status|service-list|version|show-config|help|list-\S+|user-list|org-list|user-show|org-show|test|tail|svc status|pkg (list|search|path|info|dependencies)|sup (status)|show-\S+|ha-status|gather-logs|ring key export|origin key export|cli completers)\b/,
      'status',
      'user-list',
      'pkg list',
    ],
    gives: [
      /^ (start|user-create|org-create|add-\S+|grant-\S+|backup|svc (start|load)|pkg (install|build|download|binlink)|install|org-user-add)\b/,
      'start',
      'user-create bob',
    ],
    harms: [
      [
        'takes_away',
        'service_disruption',
        'high',
        /^ (stop|kill|term|int|hup|restart|cleanse|uninstall|cleanup\S*|reindex|restore|user-delete|org-delete|password|org-user-remove|reconfigure|upgrade|remove-\S+|delete-\S+|revoke-\S+|rotate-\S+|svc (stop|unload)|pkg uninstall|sup (term|depart|restart)|reset-\S+|graceful-kill|promote|demote|once)\b/,
        ['cleanse', 'stop', 'org-delete x', 'svc stop core/redis'],
        GONE,
        'unit',
      ],
    ],
    why: 'Steers a server that configures others.',
  }),
];
