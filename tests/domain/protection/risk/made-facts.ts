import type { Detection, Finding } from '../../../../src/domain/protection/detect/finding.js';
import { assess, type AssessInput, type Assessment } from '../../../../src/domain/protection/assessment.js';
import type { DeviceKind } from '../../../../src/domain/inventory/device-kind.js';
import type { DeviceProfile } from '../../../../src/domain/protection/risk/device-profile.js';
import {
  type ContainerFactsRow,
  type DatasetFacts,
  type EngineFacts,
  type HostFacts,
  type PoolFacts,
  unknownFacts,
  type VolumeFactsRow,
} from '../../../../src/domain/protection/risk/host-facts.js';

export const NOW = '2026-05-04T10:00:00.000Z';
const id = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

export function freshFacts(part: Partial<HostFacts> = {}): HostFacts {
  return { ...unknownFacts(NOW), collectedAt: '2026-05-04T09:58:00.000Z', transport: 'ssh', ...part };
}

export function aFinding(part: Partial<Finding> = {}): Finding {
  return {
    rule: 'rm.recursive',
    type: 'filesystem_delete',
    effect: 'destructive',
    target: '/srv/media',
    targetKind: 'path',
    targetClass: 'ordinary',
    severity: 'high',
    forbidden: false,
    breadth: 'one',
    confidence: 'certain',
    place: 'here',
    explanation: 'It deletes /srv/media and all below it.',
    span: { start: 0, end: 17, text: 'rm -rf /srv/media' },
    decoded: 'rm -rf /srv/media',
    ...part,
  };
}

export function aDetection(...findings: readonly Finding[]): Detection {
  const effect = findings.some((finding) => finding.effect === 'opaque')
    ? 'opaque'
    : findings.some((finding) => finding.effect === 'destructive')
      ? 'destructive'
      : findings.length > 0
        ? 'reversible'
        : 'read_only';
  return { effect, findings, classifierVersion: 'test' };
}

export const aProfile = (kind: DeviceKind): DeviceProfile => ({ kind });

export function assessFindings(findings: readonly Finding[], input: Partial<AssessInput> = {}): Assessment {
  return assess({
    detection: aDetection(...findings),
    profile: aProfile('ubuntu'),
    facts: freshFacts(),
    actor: 'human',
    serverName: 'box-01',
    ...input,
  });
}

export function aPool(part: Partial<PoolFacts> = {}): PoolFacts {
  return {
    id: id(1),
    type: 'zfs',
    name: 'tank',
    health: 'healthy',
    running: null,
    members: ['/dev/sdb1', '/dev/sdc1'],
    ...part,
  };
}

export function aDataset(part: Partial<DatasetFacts> = {}): DatasetFacts {
  return {
    name: 'tank/media',
    type: 'filesystem',
    mountpoint: '/tank/media',
    children: 0,
    snapshots: 1,
    held: 0,
    newestSnapshotAt: null,
    replicaAt: '2026-05-04T08:00:00.000Z',
    ...part,
  };
}

export function aContainer(part: Partial<ContainerFactsRow> = {}): ContainerFactsRow {
  return {
    id: id(11),
    runtimeId: 'c0ffee00c0ffee00',
    name: 'web',
    state: 'running',
    project: 'shop',
    mounts: [],
    ports: [],
    ...part,
  };
}

export function aVolume(part: Partial<VolumeFactsRow> = {}): VolumeFactsRow {
  return { id: id(21), name: 'shop_data', project: 'shop', mountpoint: null, containers: [], ...part };
}

export function anEngine(part: Partial<EngineFacts> = {}): EngineFacts {
  return {
    id: id(31),
    runtime: 'docker',
    desktop: false,
    seenAt: NOW,
    containers: [],
    volumes: [],
    projects: [],
    ...part,
  };
}

export const anId = id;
