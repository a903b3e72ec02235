import type { Finding } from '../../../../src/domain/protection/detect/finding.js';
import type { RiskLevel } from '../../../../src/domain/protection/plan.js';
import type { DeviceKind } from '../../../../src/domain/inventory/device-kind.js';
import type { HostFacts } from '../../../../src/domain/protection/risk/host-facts.js';
import { aDataset, aFinding, anEngine, anId, aPool, aVolume } from './made-facts.js';

/** `high`: exactly; `<=low`: at most; `>=low`: held, whatever the level. */
export type Expected = RiskLevel | `<=${RiskLevel}` | `>=${RiskLevel}`;

export interface Row {
  readonly command: string;
  readonly finding: Finding;
  readonly facts?: Partial<HostFacts>;
  /** Facts that only such a host can have. */
  readonly factsOf?: Partial<Record<DeviceKind, Partial<HostFacts>>>;
  readonly levels: Partial<Record<DeviceKind, Expected>>;
}

export const act = (part: Partial<Finding>): Finding => aFinding({ decoded: '', ...part });
const path = (target: string, part: Partial<Finding> = {}): Finding =>
  act({ target, decoded: `rm -rf ${target}`, ...part });
const reboot = act({
  rule: 'reboot.now',
  type: 'power_state',
  target: '',
  targetKind: 'host',
  targetClass: 'critical',
  breadth: 'all',
  decoded: 'reboot',
});
export const prune = act({
  rule: 'docker.system_prune_volumes',
  type: 'container_prune',
  target: '',
  targetKind: 'engine',
  severity: 'critical',
  breadth: 'all',
  decoded: 'docker system prune -af --volumes',
});
const service = (target: string, part: Partial<Finding> = {}): Finding =>
  act({
    rule: 'systemctl.stop',
    type: 'service_disruption',
    target,
    targetKind: 'unit',
    targetClass: 'critical',
    severity: 'high',
    ...part,
  });
const oneProject = {
  engines: [anEngine({ volumes: [aVolume({ name: 'shop_a' }), aVolume({ id: anId(23), name: 'shop_b' })] })],
};
export const foreign = {
  engines: [
    anEngine({ volumes: [aVolume({ name: 'shop_a' }), aVolume({ id: anId(22), name: 'blog_a', project: 'blog' })] }),
  ],
};
export const unraid = {
  arrayState: 'STARTED',
  started: true,
  degraded: false,
  parityValid: true,
  parityAction: null,
  moverRunning: false,
};
export const locked = { packageLock: { held: true, by: 'unattended-upgr' } };
export const destroy = act({
  rule: 'zfs.destroy',
  type: 'zfs_dataset_destroy',
  target: 'tank/media',
  targetKind: 'dataset',
  decoded: 'zfs destroy tank/media',
});
const snapshot = { ...destroy, target: 'tank/media@monday', targetKind: 'snapshot' as const };
export const network = act({
  rule: 'netplan.apply',
  type: 'network_lockout',
  target: 'eth0',
  targetKind: 'interface',
  targetClass: 'critical',
  severity: 'critical',
  decoded: 'netplan apply',
});
export const own = { sshPath: { interface: 'eth0', port: 22, units: ['ssh.service'] } };

/** The table of the field notes, row by row. */
export const ROWS: readonly Row[] = [
  {
    command: 'reboot, idle',
    finding: reboot,
    levels: { wsl2: '<=medium', ubuntu: 'high', docker_desktop: 'high', zfs_host: 'high', unraid: 'high' },
  },
  {
    command: 'reboot during a resilver or a parity check',
    finding: reboot,
    factsOf: {
      zfs_host: { pools: [aPool({ running: 'resilver' })] },
      unraid: { unraid: { ...unraid, parityAction: 'check P' } },
    },
    levels: { zfs_host: 'critical', unraid: 'critical' },
  },
  {
    command: 'stop sshd',
    finding: service('ssh.service'),
    levels: { wsl2: '<=high', ubuntu: 'critical', zfs_host: 'critical', unraid: 'critical' },
  },
  {
    command: 'stop docker',
    finding: service('docker.service'),
    levels: { wsl2: 'medium', ubuntu: 'high', docker_desktop: 'high', zfs_host: 'high', unraid: 'high' },
  },
  {
    command: 'prune with volumes of one project',
    finding: prune,
    facts: oneProject,
    levels: { wsl2: 'high', ubuntu: 'critical', docker_desktop: 'critical', zfs_host: 'critical', unraid: 'critical' },
  },
  {
    command: 'prune with volumes of foreign projects',
    finding: prune,
    facts: foreign,
    levels: {
      wsl2: 'critical',
      ubuntu: 'critical',
      docker_desktop: 'critical',
      zfs_host: 'critical',
      unraid: 'critical',
    },
  },
  {
    command: 'compose down without -v',
    finding: act({
      rule: 'docker.compose_down',
      type: 'container_remove',
      target: 'shop',
      targetKind: 'project',
      severity: 'medium',
      breadth: 'all',
    }),
    levels: { wsl2: '<=medium', ubuntu: 'medium', docker_desktop: 'medium', zfs_host: 'medium', unraid: 'medium' },
  },
  {
    command: 'rm -rf /mnt/user/media',
    finding: path('/mnt/user/media'),
    levels: { wsl2: '>=low', ubuntu: '>=low', zfs_host: '>=low', unraid: 'critical' },
  },
  {
    command: 'rm -rf /mnt/disk3/media',
    finding: path('/mnt/disk3/media'),
    levels: { wsl2: '>=low', ubuntu: '>=low', zfs_host: '>=low', unraid: 'critical' },
  },
  {
    command: 'rm -rf /mnt/c/Users',
    finding: path('/mnt/c/Users', { targetClass: 'home', severity: 'critical' }),
    levels: { wsl2: 'critical', ubuntu: 'high', zfs_host: 'high', unraid: 'high' },
  },
  {
    command: 'rm -rf /tmp/build',
    finding: path('/tmp/build', { targetClass: 'scratch', effect: 'reversible', severity: 'low' }),
    levels: { wsl2: '<=low', ubuntu: '<=low', docker_desktop: '<=low', zfs_host: '<=low', unraid: '<=low' },
  },
  {
    command: 'dataset with children',
    finding: destroy,
    facts: { datasets: [aDataset({ children: 2 })] },
    levels: { zfs_host: 'critical', unraid: 'critical' },
  },
  {
    command: 'dataset with holds',
    finding: destroy,
    facts: { datasets: [aDataset({ held: 1 })] },
    levels: { zfs_host: 'critical', unraid: 'critical' },
  },
  {
    command: 'snapshot, newer replica',
    finding: snapshot,
    facts: { datasets: [aDataset({ snapshots: 4 })] },
    levels: { zfs_host: 'high', unraid: 'high' },
  },
  {
    command: 'snapshot, only copy',
    finding: snapshot,
    facts: { datasets: [aDataset({ replicaAt: null })] },
    levels: { zfs_host: 'critical', unraid: 'critical' },
  },
  {
    command: 'apt purge under a lock',
    facts: locked,
    finding: act({
      rule: 'apt.purge',
      type: 'package_removal',
      target: 'nginx',
      targetKind: 'package',
      severity: 'medium',
      decoded: 'apt purge nginx',
    }),
    levels: { wsl2: '>=low', ubuntu: '>=low', zfs_host: '>=low', unraid: '>=low' },
  },
  {
    command: 'reconfigure the management interface',
    finding: network,
    facts: own,
    levels: { wsl2: 'medium', ubuntu: 'critical', docker_desktop: 'high', zfs_host: 'critical', unraid: 'critical' },
  },
  {
    command: 'unregister a distribution',
    finding: act({
      rule: 'wsl.unregister',
      type: 'wsl_distro_destroy',
      target: 'docker-desktop-data',
      targetKind: 'distro',
      severity: 'critical',
      decoded: 'wsl --unregister docker-desktop-data',
    }),
    levels: { wsl2: 'critical', docker_desktop: 'critical' },
  },
  {
    command: 'delete the data disk of Docker Desktop',
    finding: path('C:\\Users\\a\\AppData\\Local\\Docker\\wsl\\disk\\docker_data.vhdx'),
    levels: { wsl2: 'critical', docker_desktop: 'critical' },
  },
  {
    command: 'array stop with invalid parity',
    facts: { unraid: { ...unraid, parityValid: false } },
    finding: act({ rule: 'mdcmd.stop', type: 'unraid_array', target: 'array', targetKind: 'array', severity: 'high' }),
    levels: { unraid: 'critical' },
  },
  {
    command: 'array stop while the mover runs',
    facts: { unraid: { ...unraid, moverRunning: true } },
    finding: act({ rule: 'mdcmd.stop', type: 'unraid_array', target: 'array', targetKind: 'array', severity: 'high' }),
    levels: { unraid: 'critical' },
  },
];
