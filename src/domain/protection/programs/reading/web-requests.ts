import type { ActionType } from '../../detect/action-types.js';
import type { Severity, TargetKind } from '../../detect/finding.js';
import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';

/** A request that does harm at the other end, by its method and its address. */
export interface RemoteHarm {
  readonly name: string;
  readonly methods: RegExp;
  readonly address: RegExp;
  /** Addresses that fit but are another row’s. */
  readonly except?: RegExp;
  readonly type: ActionType;
  readonly severity: Severity;
  readonly kind: TargetKind;
  readonly why: string;
  /** A method and an address each. */
  readonly samples: readonly (readonly [string, string])[];
}

const ENGINE =
  /(^|\/|:2375|:2376|localhost|docker|podman)(\/v[\d.]+)?(\/libpod)?\/(containers|images|volumes|networks|build|services|swarm|nodes|secrets|configs|plugins|system)\b/;
const SEARCH =
  /:9[23]00\/|elastic|opensearch|solr|:8983\/|couch|:5984\/|influx|:8086\/|:8529\/|qdrant|:6333\/|:9428\/|clickhouse|:8123\//i;
const CLUSTER =
  /\/(api|apis)\/[\w.]+(\/[\w.]+)?\/(namespaces|nodes|persistentvolumes?|pods|deployments)|:6443\/|:8001\/api/;

export const REMOTE_HARMS: readonly RemoteHarm[] = [
  {
    name: 'engine_delete',
    methods: /^DELETE$/,
    address: ENGINE,
    type: 'container_remove',
    severity: 'high',
    kind: 'container',
    why: 'Tells a container engine to remove {target}.',
    samples: [['DELETE', 'http://localhost/v1.44/containers/web?force=1']],
  },
  {
    name: 'engine_volume_delete',
    methods: /^DELETE$/,
    address: /\/volumes\/[\w.-]+/,
    type: 'container_volume_delete',
    severity: 'critical',
    kind: 'volume',
    why: 'Tells a container engine to delete a volume with its data: {target}.',
    samples: [['DELETE', 'http://localhost/volumes/pgdata']],
  },
  {
    name: 'engine_prune',
    methods: /^POST$/,
    address: /\/(containers|images|volumes|networks|build|system)\/prune\b/,
    type: 'container_prune',
    severity: 'high',
    kind: 'engine',
    why: 'Tells a container engine to remove everything that is not in use.',
    samples: [['POST', 'http://localhost/volumes/prune']],
  },
  {
    name: 'engine_run',
    methods: /^POST$/,
    address: /\/(containers\/create|exec|containers\/[\w.-]+\/(exec|attach|archive)|exec\/\w+\/start|build)\b/,
    type: 'opaque_execution',
    severity: 'high',
    kind: 'script',
    why: 'Lets a container engine run something, as root where it likes.',
    samples: [['POST', 'http://localhost/containers/create?name=x']],
  },
  {
    name: 'engine_stop',
    methods: /^POST$/,
    address: /\/(containers|libpod\/containers)\/[\w.-]+\/(stop|kill|restart|pause)\b/,
    type: 'service_disruption',
    severity: 'medium',
    kind: 'container',
    why: 'Tells a container engine to stop {target}.',
    samples: [['POST', 'http://localhost/containers/web/stop']],
  },
  {
    name: 'data_delete',
    methods: /^DELETE$/,
    address: SEARCH,
    type: 'database_destroy',
    severity: 'critical',
    kind: 'database',
    why: 'Tells a database to delete {target}.',
    samples: [['DELETE', 'http://localhost:9200/logs-2026']],
  },
  {
    name: 'data_mass_delete',
    methods: /^(POST|GET|PUT)$/,
    address:
      /_delete_by_query|_close\b|\/flushall|[?&](q|query)=\s*(drop|delete|truncate)\b|\/delete\?|_all\/_settings|delete_series|\/api\/v1\/admin\/tsdb\/(delete|clean)/i,
    type: 'database_destroy',
    severity: 'critical',
    kind: 'database',
    why: 'Tells a database to delete what fits a question: {target}.',
    samples: [['POST', 'http://localhost:9200/logs/_delete_by_query']],
  },
  {
    name: 'cluster_delete',
    methods: /^DELETE$/,
    address: CLUSTER,
    type: 'orchestrator_delete',
    severity: 'high',
    kind: 'resource',
    why: 'Tells a cluster to delete {target}.',
    samples: [['DELETE', 'https://k8s:6443/api/v1/namespaces/prod']],
  },
  {
    name: 'unraid',
    methods: /^POST$/,
    address: /\/(update|webGui\/.*|plugins\/.*)\.(htm|php)\b|\/graphql\b/,
    type: 'unraid_array',
    severity: 'critical',
    kind: 'array',
    why: 'Gives the web interface of Unraid an order, as its buttons do: stop the array, format, set it up anew.',
    samples: [['POST', 'http://localhost/update.htm']],
  },
  {
    name: 'management_controller',
    methods: /^(POST|PUT|PATCH)$/,
    address:
      /\/(redfish|rest)\/v1\/.*\/(Actions|Oem)\/|\/rest\/v1\/(systems|managers)\b|\/json\/(host_power|power|login_power)|\/redfish\/v1\/(Systems|Chassis|Managers|UpdateService|AccountService)\//i,
    except: /SubmitTestEvent|SessionService|EventService/i,
    type: 'power_state',
    severity: 'critical',
    kind: 'host',
    why: 'Gives the computer that keeps a server an order: switch it off or on, reset or erase it: {target}.',
    samples: [
      ['POST', 'https://idrac1/redfish/v1/Systems/System.Embedded.1/Actions/ComputerSystem.Reset'],
      ['PATCH', 'https://ilo1/redfish/v1/Systems/1/'],
      ['POST', 'https://ilo1/rest/v1/Systems/1'],
    ],
  },
  {
    name: 'switches_off',
    methods: /^(GET|POST|PUT)$/,
    address:
      /\/relay\/\d+\?turn=(off|toggle)|\/cm\?cmnd=Power\d*(%20|\+)(off|0|toggle|2)|\/rpc\/(Switch\.(Set|Toggle)|Shelly\.(Reboot|FactoryReset))/i,
    type: 'power_state',
    severity: 'high',
    kind: 'host',
    why: 'Switches off what hangs on a plug: {target}.',
    samples: [
      ['GET', 'http://plug1/relay/0?turn=off'],
      ['GET', 'http://plug1/cm?cmnd=Power%20Off'],
    ],
  },
  {
    name: 'orders_by_query',
    methods: /^(GET|POST|PUT)$/,
    address:
      /[?&](cmd(Stop|Reboot|Shutdown|Format|Clear|Spindown|Sleep|Init|Poweroff)\w*|(cmd|action|do|op|operation|method|command|mode)=(stop|reboot|shutdown|poweroff|halt|restart|delete|remove|destroy|format|wipe|reset|kill|purge|clear|erase|drop|factory\w*|disable|uninstall)\w*)/i,
    type: 'service_disruption',
    severity: 'critical',
    kind: 'host',
    why: 'Gives a web interface an order in the address itself, as its buttons do: {target}.',
    samples: [
      ['GET', 'http://localhost/update?cmdStop=Stop'],
      ['GET', 'http://nas/cgi-bin/power.cgi?action=shutdown'],
    ],
  },
  {
    name: 'stop',
    methods: /^(POST|PUT|PATCH|GET)$/,
    address:
      /\/(shutdown|reboot|poweroff|restart|safe-?restart|safe-?exit|halt|quit(quitquit)?|terminate|kill|factory-?reset|wipe|destroy|stop|sys\/seal|step-down|fail-?over|drain|evict|flush-?all|purge)\/?([?#]|$)/i,
    except: /\/(containers|libpod)\//,
    type: 'service_disruption',
    severity: 'high',
    kind: 'host',
    why: 'Asks a server to stop, restart or reset itself: {target}.',
    samples: [['POST', 'http://localhost:8080/shutdown']],
  },
  {
    name: 'takes_away',
    methods: /^(POST|PUT|PATCH)$/,
    address:
      /\/(de-?register|unregister|delete|remove|destroy|drop|truncate|uninstall|disable|revoke|reset|erase|detach|decommission|deactivate|bulk-?delete)([/?#]|$)/i,
    except: new RegExp(`${ENGINE.source}|${CLUSTER.source}`, 'i'),
    type: 'opaque_execution',
    severity: 'medium',
    kind: 'resource',
    why: 'Asks a server to take something away: {target}.',
    samples: [
      ['PUT', 'http://localhost:8500/v1/agent/service/deregister/web'],
      ['POST', 'https://api.example.org/items/5/delete'],
    ],
  },
  {
    name: 'delete',
    methods: /^(DELETE|PURGE)$/,
    address: /./s,
    except: new RegExp(`${ENGINE.source}|${SEARCH.source}|${CLUSTER.source}`, 'i'),
    type: 'opaque_execution',
    severity: 'high',
    kind: 'resource',
    why: 'Asks a server to delete {target}; what that takes with it, the server alone knows.',
    samples: [['DELETE', 'https://api.example.org/items/5']],
  },
];

/** Whether a method is there to change something. */
export function changesThings(method: string): boolean {
  return !/^(GET|HEAD|OPTIONS|TRACE|PROPFIND)$/.test(method);
}

/** The rule of one program for one harm. */
export function asksFor(
  program: 'curl' | 'wget' | 'http',
  harm: RemoteHarm,
  methodOf: (given: Arguments) => string,
  urlsOf: (given: Arguments) => readonly string[],
): readonly Rule[] {
  const spelt = (method: string, url: string): string => {
    if (program === 'curl') return `curl -X ${method} '${url}'`;
    return program === 'wget' ? `wget --method=${method} -qO- '${url}'` : `http ${method} '${url}'`;
  };
  const hits = (url: string): boolean => harm.address.test(url) && !(harm.except?.test(url) ?? false);
  return [
    {
      id: `${program}.${harm.name}`,
      effect: harm.type === 'opaque_execution' ? 'opaque' : 'destructive',
      type: harm.type,
      severity: harm.severity,
      targetKind: harm.kind,
      when: { test: (given) => harm.methods.test(methodOf(given)) && urlsOf(given).some(hits) },
      targets: (given) => urlsOf(given).filter(hits),
      why: harm.why,
      matches: harm.samples.map(([method, url]) => spelt(method, url)),
      misses: [
        spelt('GET', 'http://localhost/containers/json'),
        spelt('GET', 'https://example.org/restart-guide.html'),
      ],
    },
  ];
}
