import { judgeVolumeGroup, type LvmVerdict } from '../../../../src/domain/inventory/pools/lvm-group-health.js';
import { judgeThinPool } from '../../../../src/domain/inventory/pools/lvm-thin-health.js';
import type {
  LvmAutoextend,
  LvmGroup,
  LvmPhysical,
  LvmVolume,
} from '../../../../src/domain/inventory/pools/lvm-volumes.js';

export const GROUP: LvmGroup = {
  name: 'vg',
  uuid: 'g',
  attributes: 'wz--n-',
  partial: false,
  exported: false,
  missingCount: 0,
  physicalCount: 3,
  volumeCount: 1,
  sizeBytes: '1000',
  freeBytes: '100',
  extentSizeBytes: '4',
  other: {},
};

export function volume(fields: Partial<LvmVolume> = {}): LvmVolume {
  return {
    groupName: 'vg',
    groupUuid: 'g',
    name: 'lv',
    internal: false,
    uuid: null,
    attributes: null,
    kind: 'other',
    activity: 'active',
    condition: 'ok',
    checkNeeded: false,
    snapshotInvalid: false,
    sizeBytes: '900',
    segmentTypes: ['linear'],
    pool: null,
    origin: null,
    dataPercent: null,
    metadataPercent: null,
    syncPercent: null,
    syncAction: null,
    mismatches: null,
    monitored: null,
    other: {},
    ...fields,
  };
}

export const physical = (missing: boolean | null, index = 0): LvmPhysical => ({
  name: `/dev/sd${index}`,
  uuid: String(index),
  groupName: 'vg',
  groupUuid: 'g',
  attributes: null,
  missing,
  duplicate: false,
  sizeBytes: '500',
  freeBytes: '0',
  deviceSizeBytes: null,
  other: {},
});

export function raid(
  type: string,
  images: number,
  lost: number,
  activity: LvmVolume['activity'] = 'active',
): LvmVolume[] {
  const condition: LvmVolume['condition'] = lost > 0 ? 'partial' : 'ok';
  return [
    volume({ name: 'r', kind: 'raid', segmentTypes: [type], condition, activity }),
    ...Array.from({ length: images }, (_one, index) =>
      volume({ name: `r_rimage_${index}`, kind: 'image', internal: true, condition: index < lost ? 'partial' : 'ok' }),
    ),
  ];
}

export const judge = (
  volumes: readonly LvmVolume[],
  group: Partial<LvmGroup> = {},
  devices: readonly LvmPhysical[] = [],
) => judgeVolumeGroup({ group: { ...GROUP, ...group }, volumes, physical: devices });

export const HEALTH_RANK = { healthy: 0, unknown: 1, degraded: 2, failed: 3 } as const;
const FINDING_RANK = { info: 0, warning: 1, critical: 2 } as const;
export const worstFinding = ({ findings }: LvmVerdict): number =>
  Math.max(-1, ...findings.map((one) => FINDING_RANK[one.severity]));
export const codes = ({ findings }: LvmVerdict) => findings.map(({ code, severity }) => `${severity} ${code}`);

interface Around {
  readonly volumes?: readonly LvmVolume[];
  readonly group?: Partial<LvmGroup>;
  readonly autoextend?: LvmAutoextend | null;
}

export function thin(
  fields: Partial<LvmVolume>,
  { volumes = [], group = {}, autoextend = null }: Around = {},
): LvmVerdict {
  const pool = volume({ name: 'pool', kind: 'thin_pool', segmentTypes: ['thin-pool'], sizeBytes: '1000', ...fields });
  return judgeThinPool({ pool, group: { ...GROUP, ...group }, volumes: [pool, ...volumes], autoextend });
}
