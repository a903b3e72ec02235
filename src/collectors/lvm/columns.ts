import type { HostCapabilities } from '../../platform/commands/index.js';

/** Columns of `lvs`: first what names a volume and what a verdict needs. Rows come once for each kind of segment. */
export const VOLUME_COLUMNS =
  'vg_name,lv_name,lv_uuid,lv_attr,lv_size,segtype,pool_lv,data_percent,metadata_percent,lv_health_status,seg_monitor,' +
  'vg_uuid,origin,snap_percent,copy_percent,raid_sync_action,raid_mismatch_count';
export const GROUP_COLUMNS =
  'vg_name,vg_uuid,vg_attr,vg_size,vg_free,vg_extent_size,pv_count,lv_count,vg_missing_pv_count';
export const PHYSICAL_COLUMNS = 'pv_name,pv_uuid,vg_name,vg_uuid,pv_size,pv_free,pv_attr,dev_size';

/** What every version since 2.02.89 knows: an unknown column makes the whole command fail. */
export const OLD_VOLUME_COLUMNS =
  'vg_name,lv_name,lv_uuid,lv_attr,lv_size,segtype,pool_lv,data_percent,metadata_percent,vg_uuid,origin,snap_percent,copy_percent';
export const OLD_GROUP_COLUMNS = 'vg_name,vg_uuid,vg_attr,vg_size,vg_free,vg_extent_size,pv_count,lv_count';

/** No name in LVM may hold it. */
export const SEPARATOR = '|';

/** 2.02.158 learned `--reportformat`. */
const FIRST_WITH_JSON = [2, 2, 158] as const;

/** False only where the version is known and too old: an unknown one is tried. */
export function mayKnowJson({ tools }: HostCapabilities): boolean {
  const match = /(\d+)\.(\d+)\.(\d+)/.exec(tools['lvm'] ?? '');
  if (match === null) return true;
  const version = match.slice(1).map(Number);
  for (const [index, least] of FIRST_WITH_JSON.entries()) {
    const part = version[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
