import { dropUndefined, type EngineJson, readRecord } from './engine-json.js';
import { ownerOf, type Subject } from './subject.js';

interface Conflict {
  readonly points: readonly number[];
  readonly reason: string;
  readonly holds: (subject: Subject) => boolean;
  /** Fields of `Config` and of `HostConfig` that are not sent then. */
  readonly config: readonly string[];
  readonly hostConfig: readonly string[];
}

/** Settings that engines refuse beside each other, although inspect shows them together. */
export const CONFLICTS: readonly Conflict[] = [
  {
    points: [35, 39],
    reason: "a shared network brings its owner's names, ports and resolver; inspect shows them as this container's",
    holds: ({ networkMode }) => ownerOf(networkMode) !== undefined,
    config: ['Hostname', 'Domainname', 'ExposedPorts', 'MacAddress'],
    hostConfig: ['Dns', 'DnsOptions', 'DnsSearch', 'ExtraHosts', 'Links', 'PortBindings', 'PublishAllPorts'],
  },
  {
    points: [39, 41],
    reason: "the host's UTS namespace has the host's name",
    holds: ({ hostConfig }) => hostConfig['UTSMode'] === 'host',
    config: ['Hostname', 'Domainname'],
    hostConfig: [],
  },
  {
    points: [30, 35],
    reason: "the host's network and none at all have no address of the container's",
    holds: ({ networkMode }) => networkMode === 'host' || networkMode === 'none',
    config: ['MacAddress'],
    hostConfig: [],
  },
];

export function dropConflicts(subject: Subject, config: EngineJson, hostConfig: EngineJson): EngineJson {
  const held = CONFLICTS.filter(({ holds }) => holds(subject));
  const without = (value: EngineJson, fields: readonly string[]): EngineJson =>
    dropUndefined(Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field))));
  return {
    ...without(
      config,
      held.flatMap((conflict) => conflict.config),
    ),
    HostConfig: without(
      readRecord(hostConfig),
      held.flatMap((conflict) => conflict.hostConfig),
    ),
  };
}
