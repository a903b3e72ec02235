import { isEmpty } from './engine-json.js';

/** What may be shown as it is; everything else, also what a later engine adds, is shown as a digest. */
const SHOWN: readonly RegExp[] = [
  /^(Image|Mounts)(\.|$)/,
  /^Config\.(Image|Labels|User|WorkingDir|Hostname|Domainname|ExposedPorts|Volumes|StopSignal)(\.|$)/,
  /^Config\.Healthcheck\.(Interval|Timeout|StartPeriod|StartInterval|Retries)$/,
  /^NetworkSettings\.Networks\.[^]*\.(Aliases|IPAMConfig|Links|MacAddress|GwPriority)$/,
  /^NetworkSettings\.Networks\.[^.]*$/,
  /^HostConfig\.(NetworkMode|IpcMode|PidMode|UTSMode|UsernsMode|CgroupnsMode|CgroupParent|VolumesFrom|Links|Binds|Tmpfs)$/,
  /^HostConfig\.(PortBindings|RestartPolicy|VolumeDriver|Dns|DnsOptions|DnsSearch|ExtraHosts|GroupAdd|Runtime|Isolation)$/,
  /^HostConfig\.(CapAdd|CapDrop|Devices|DeviceCgroupRules|Ulimits|Sysctls|MaskedPaths|ReadonlyPaths|CpusetCpus|CpusetMems)$/,
];

const SHOWN_CHARACTERS = 300;

/** A value for people's eyes; null when there is none. */
export function showValue(path: string, value: unknown, digest: (text: string) => string): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isEmpty(value)) return null;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (!SHOWN.some((shown) => shown.test(path))) return `digest ${digest(text)}`;
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}… (digest ${digest(text)})`;
}
