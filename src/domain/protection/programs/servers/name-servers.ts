import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const ZONE_GONE = 'Takes names away that hosts are found by: {target}.';
const STOPS = 'Stops the name server: nothing is found by its name.';

/** Name servers and those that hand out addresses. */
export const NAME_SERVERS: readonly Program[] = [
  readers('Asks a name server, or checks zones and keys.', [
    'khost kzonecheck kjournalprint named-journalprint named-rrchecker unbound-host dnssec-dsfromkey dnssec-checkds',
    'ldns-compare-zones ldns-dane ldns-verify-zone ldns-version ldns-chaos ldns-mx dnsgeo dnstop dnscap dnstracer resperf',
  ]),
  told({
    names: 'rndc',
    valued: '-b -c -k -p -s -y -t',
    looks: [
      /^ (status|zonestatus|showzone|recursing|dumpdb|stats|nta -d|signing -list|dnssec -status|tsig-list|null|fetchlimit|managed-keys status|help|testgen|scan) |^ (dnssec|signing|nta) .*(-status|-list|-dump|-d) /,
      'status',
      'zonestatus delete-me.example.com',
      'recursing',
      'dnssec -status example.com',
    ],
    gives: [
      /^ (reload|reconfig|refresh|retransfer|notify|sign|loadkeys|thaw|sync|flush|flushname|flushtree|addzone|notrace|trace|querylog|validation on|secroots|managed-keys (refresh|sync)|dnstap|serve-stale|responselog|skr)\b/,
      'reload',
      'flush',
      'flushname example.com',
      'thaw example.com',
    ],
    harms: [
      [
        'deletes',
        'config_overwrite',
        'high',
        /^ (delzone|modzone|managed-keys destroy|signing -clear|tsig-delete)/,
        ['delzone old.example.com', 'modzone x.y {}'],
        ZONE_GONE,
      ],
      [
        'stops',
        'service_disruption',
        'high',
        /^ (stop|halt|freeze|validation off)/,
        ['stop', 'freeze example.com'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Steers a name server.',
  }),
  told({
    names: 'unbound-control',
    valued: '-c -s',
    looks: [
      /^ (status|stats|stats_noreset|stats_shm|list_\w+|lookup|get_option|dump_cache|dump_requestlist|dump_infra|forward |auth_zone_status|view_list_\S+|ratelimit_list|ip_ratelimit_list|dump_\w+|log_reopen|print_cookie_secrets)/,
      'status',
      'list_local_zones',
      'dump_cache',
    ],
    gives: [
      /^(?! flush_zone \. ) (start|reload|reload_keep_cache|verbosity|flush\w*|load_cache|auth_zone_(reload|transfer)|local_data|local_datas|local_zone|local_zones|forward_add|stub_add|set_option|fast_reload|rpz_enable|insecure_(add|remove)|view_local_data\w*|view_local_zone\w*)(?<!remove) /,
      'reload',
      'flush_zone example.com',
      'local_data a.b A 1.2.3.4',
    ],
    harms: [
      [
        'forgets',
        'service_disruption',
        'medium',
        /^ flush_zone \. /,
        ['flush_zone .'],
        'Forgets all that it knew: every name is asked for anew at once.',
        'unit',
      ],
      [
        'removes',
        'config_overwrite',
        'medium',
        /^ (local_zone_remove|local_zones_remove|local_data_remove|local_datas_remove|forward_remove|stub_remove|view_local_\w+_remove|rpz_disable|drop_\w+)/,
        ['local_zone_remove example.com', 'forward_remove .'],
        ZONE_GONE,
      ],
      ['stops', 'service_disruption', 'high', /^ (stop|quit)/, ['stop'], STOPS, 'unit'],
    ],
    why: 'Steers a name server.',
  }),
  told({
    names: 'nsd-control knotc',
    valued: '-c -s -C -t -m',
    looks: [
      /^ (status|stats|stats_noreset|zonestatus|zone-status|zone-read|zone-diff|zone-get|zone-check|zone-stats|conf-check|conf-read|conf-list|conf-get|conf-diff|conf-export|conf-desc|list_\w+|serverpid|print_\w+|assoc_tsig|zone-ksk-submitted)\b/,
      'status',
      'zonestatus',
    ],
    gives: [
      /^ (start|reload|reconfig|repattern|log_reopen|write|notify|transfer|force_transfer|addzone|addzones|verbosity|update_tsig|add_tsig|add_cookie_secret|zone-(reload|refresh|retransfer|notify|flush|sign|begin|commit|abort|set|backup|thaw|xfr-thaw|keys-load|key-rollover)|conf-(begin|commit|abort|set|init))\b/,
      'reload',
      'addzone x.y pattern',
    ],
    harms: [
      [
        'removes',
        'config_overwrite',
        'high',
        /^ (delzone|delzones|changezone|del_tsig|zone-(purge|unset|restore|freeze|xfr-freeze)|conf-(unset|import)|drop_cookie_secret)\b/,
        ['delzone x.y', 'zone-purge x.y'],
        ZONE_GONE,
      ],
      ['stops', 'service_disruption', 'high', /^ stop\b/, ['stop'], STOPS, 'unit'],
    ],
    why: 'Steers a name server.',
  }),
  told({
    names: 'pdnsutil',
    valued: '--config-dir --config-name',
    looks: [
      /^ (list-\S+|show-\S+|check-\S+|get-meta|bench-db|hash-password|ipdecrypt|ipencrypt|test-schema|export-zone-\S+|raw-lua-from-content|metadata (get|list)|(zone|tsigkey|network|view|rrset|autoprimary) (list\S*|show|check\S*|hash|export\S*))\b/,
      'list-all-zones',
      'show-zone example.com',
      'check-all-zones',
    ],
    gives: [
      /^ (create-zone|create-secondary-zone|create-slave-zone|add-record|add-zone-key|add-meta|add-supermaster|add-autoprimary|secure-zone|secure-all-zones|rectify-zone|rectify-all-zones|generate-\S+|increase-serial|activate-\S+|publish-\S+|import-tsig-key|create-bind-db|zone (create|secure|rectify|increase-serial)|rrset add)\b/,
      'create-zone x.y',
      'rectify-zone x.y',
    ],
    harms: [
      [
        'deletes',
        'config_overwrite',
        'critical',
        /^ (delete-zone|delete-rrset|remove-zone-key|delete-tsig-key|disable-dnssec|clear-zone|load-zone|b2b-migrate|replace-rrset|remove-autoprimary|zone (delete|clear|load|dnssec-disable|edit)|rrset (delete|replace)|edit-zone|delete-\S+|remove-\S+)\b/,
        ['delete-zone x.y', 'clear-zone x.y', 'delete-rrset x.y www A'],
        ZONE_GONE,
      ],
      [
        'changes',
        'config_overwrite',
        'medium',
        /^ (set-\S+|unset-\S+|change-\S+|deactivate-\S+|unpublish-\S+|zsk-\S+|ksk-\S+)\b/,
        ['set-meta x.y ALSO-NOTIFY', 'set-kind x.y slave'],
        'Changes how names are served: {target}.',
      ],
    ],
    why: 'Keeps the zones of a name server.',
  }),
  told({
    names: 'pdns_control rec_control',
    valued: '--config-dir --config-name --socket-dir -s',
    looks: [
      /^ (ccounts|counters|current-config|get|get-all|get-\S+|list\S*|ping|qtypes|remotes|respsizes|rping|show\S*|status|uptime|version|top-\S+|dump-\S+|bind-domain-status|bind-list-rejects|help|hash-password|nop)\b/,
      'ping',
      'get-all',
      'dump-cache /tmp/x',
    ],
    gives: [
      /^ (cycle|notify|notify-host|purge|rediscover|reload\S*|retrieve|set-\S+|wipe-cache\S*|wipe-packet-cache|add-\S+|trace-regex|reload-lua-script|xfr-queue|bind-add-zone|bind-reload-now|set)\b/,
      'reload',
      'wipe-cache example.com',
      'purge example.com',
    ],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (quit|quit-nicely|rquit|unload-lua-script|clear-\S+)\b/,
        ['quit', 'rquit'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Steers a name server.',
  }),
];
