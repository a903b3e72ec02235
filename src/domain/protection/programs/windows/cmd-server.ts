import type { Short } from './cmd-rows.js';

/** Programs of Windows Server, and those that administrators bring along. */
export const CMD_SERVER: readonly Short[] = [
  {
    names: 'appcmd appcmd.exe',
    rows: [
      [
        'takes',
        /^(?:delete|stop|recycle|reset|restore|unlock|clear|uninstall|migrate|set)\b/,
        'service_disruption',
        'high',
        'unit',
        'Stops a site or a pool, deletes it, or changes how it is served.',
        ['appcmd stop site x', 'appcmd delete site x', 'appcmd recycle apppool x'],
        ['appcmd list site'],
      ],
    ],
    looks: {
      says: /^(?:list|inspect|search|\/\?)\b/,
      matches: ['appcmd list site', 'appcmd list apppool /state:Started'],
    },
    otherwise: 'reversible',
    why: 'Adds or starts a site.',
  },
  {
    names: 'iisreset',
    rows: [
      [
        'stops',
        /^$|\/(?:stop|restart|reboot|rebootonerror|disable|noforce|timeout)/,
        'service_disruption',
        'high',
        'unit',
        'Stops every site of the web server.',
        ['iisreset', 'iisreset /stop', 'iisreset /restart'],
        ['iisreset /status'],
      ],
    ],
    looks: { says: /^\/status/, matches: ['iisreset /status'] },
    otherwise: 'reversible',
    why: 'Starts the web server.',
  },
  {
    names: 'dnscmd',
    rows: [
      [
        'takes',
        /\/(?:zonedelete|recorddelete|nodedelete|clearcache|zonepause|zoneresettype|zoneresetmasters|resetforwarders|config|enlistdirectorypartition|deletedirectorypartition|unenlistdirectorypartition|zonechangedirectorypartition|zoneresetsecondaries|resetlistenaddresses|startscavenging|ageallrecords|retryzoneexport|offlinesign|deletepolicy|zoneunsign|trustanchordelete)/,
        'config_overwrite',
        'high',
        'resource',
        'Deletes zones or names, or changes what a name server answers.',
        ['dnscmd /zonedelete x /f', 'dnscmd srv1 /recorddelete x a A', 'dnscmd /config /x 1'],
        ['dnscmd /enumzones', 'dnscmd /zoneinfo x'],
      ],
    ],
    looks: {
      says: /\/(?:enum\w*|zoneinfo|zoneprint|info|statistics|directorypartitioninfo|zoneexport|exportsettings|ipvalidate)/,
      matches: ['dnscmd /enumzones', 'dnscmd srv1 /zoneinfo x'],
    },
    otherwise: 'reversible',
    why: 'Adds a zone or a name.',
  },
  {
    names: 'setspn ktpass djoin adprep redircmp redirusr',
    rows: [
      [
        'removes',
        /^-(?:d|r)\b|\/(?:forestprep|domainprep|rodcprep|requestodj|provision|princ|out|pass|mapuser)|^(?:ou|cn)=/,
        'user_account',
        'high',
        'user',
        'Changes by what accounts and services of the domain are known.',
        ['setspn -D http/web bob', 'adprep /forestprep'],
        ['setspn -L bob', 'setspn -S http/web bob'],
      ],
    ],
    looks: { says: /^-(?:l|q|x|f|t|p)\b/, matches: ['setspn -L bob', 'setspn -Q */web'] },
    otherwise: 'reversible',
    why: 'Names a service.',
  },
  {
    names: 'repadmin',
    rows: [
      [
        'takes',
        /\/(?:removelingeringobjects|rehost|unhost|delete|options\s.*[+]|setattr|siteoptions\s.*[+]|removesources|renamesite|regkey|writespn)/,
        'user_account',
        'high',
        'resource',
        'Deletes objects of the domain, or stops its servers from agreeing.',
        ['repadmin /removelingeringobjects dc1 x', 'repadmin /options dc1 +disable_inbound_repl'],
        ['repadmin /replsummary', 'repadmin /showrepl'],
      ],
    ],
    looks: {
      says: /^(?:\/(?:show\w*|repl(?:summary|sum)?|queue|bind|istg|latency|failcache|bridgeheads|checkprop|oldhelp|viewlist|dsaguid|prp\s+view|querysites|experthelp|notifyopt|options|siteoptions)\b(?!.*[+]).*|)$/,
      matches: ['repadmin /showrepl', 'repadmin /replsummary', 'repadmin'],
    },
    otherwise: 'reversible',
    why: 'Lets servers of a domain agree.',
  },
  {
    names: 'w32tm',
    rows: [
      [
        'stops',
        /\/(?:unregister|config\b.*(?:manualpeerlist|syncfromflags))/,
        'service_disruption',
        'medium',
        'unit',
        'The clock is not set any more, or by another server.',
        ['w32tm /unregister'],
        ['w32tm /query /status', 'w32tm /resync'],
      ],
    ],
    looks: {
      says: /^\/(?:query|stripchart|tz|monitor|ntte|ntpte|dumpreg)\b/,
      matches: ['w32tm /query /status', 'w32tm /tz'],
    },
    otherwise: 'reversible',
    why: 'Sets the clock.',
  },
  {
    names: 'change chglogon chgusr chgport',
    rows: [
      [
        'ends',
        /^(?:logon\s+\/(?:disable|drain\w*)|session\b|\/(?:disable|drain\w*))|^\d+\b|^rdp-\S+/,
        'service_disruption',
        'medium',
        'unit',
        'Nobody can log in any more, or a session ends with what is open in it.',
        ['change logon /disable'],
        ['change logon /query', 'change user /query'],
      ],
    ],
    looks: {
      says: /^(?:(?:logon|user|port)\s+)?\/(?:query|q)$|^port$/,
      matches: ['change logon /query', 'change user /query'],
    },
    otherwise: 'reversible',
    why: 'Changes how sessions are served.',
  },
  {
    names: 'slmgr slmgr.vbs',
    rows: [
      [
        'takes',
        /[/-](?:upk|cpky|rearm|rearm-app|rearm-sku|ckms|stype|ckhc|rilc|ddag)\b/,
        'config_overwrite',
        'high',
        'key',
        'Removes the licence of Windows.',
        ['slmgr /upk'],
        ['slmgr /xpr', 'slmgr /dli'],
      ],
    ],
    looks: { says: /^[/-](?:xpr|dli|dlv|dti|lil|ltc)\b/, matches: ['slmgr /xpr', 'slmgr /dlv'] },
    otherwise: 'reversible',
    why: 'Licenses Windows.',
  },
  {
    names: 'mpcmdrun MpCmdRun',
    rows: [
      [
        'takes',
        /-(?:removedefinitions|restore|disableservice|resetplatform|revertplatform|remove\w*)\b/,
        'security_disable',
        'high',
        'host',
        'Takes away by what malware is known, or lets it back.',
        ['MpCmdRun -RemoveDefinitions -All', 'MpCmdRun -Restore -All'],
        ['MpCmdRun -Scan -ScanType 1'],
      ],
    ],
    looks: {
      says: /-(?:listalldynamicsignatures|getfiles|trace|checkexclusion|validatemapsconnection|getfilesdiagtrack|h|\?)\b/,
      matches: ['MpCmdRun -ValidateMapsConnection'],
    },
    otherwise: 'reversible',
    why: 'Looks for malware.',
  },
];
