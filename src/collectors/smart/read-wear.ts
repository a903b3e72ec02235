import type { SmartAttribute } from '../../domain/inventory/storage-device.js';
import { asList, asObject, type JsonObject, readAmount } from '../shared/disk-fields.js';

interface WearRow {
  readonly name: RegExp;
  /** `left`: the normalised value is the share that is left. `used`: the raw number is the share that is used. */
  readonly meaning: 'left' | 'used';
  readonly reason: string;
}

/** By name, never by number: makers use the same numbers for other things. The most exact first. */
const WEAR: readonly WearRow[] = [
  {
    name: /^(?:percent(?:age)?_lifetime_remain\w*|perc_rated_life_remain\w*)/i,
    meaning: 'left',
    reason: 'Crucial, Micron',
  },
  {
    name: /^(?:percent_lifetime_used|perc_rated_life_used|percentage_used|lifetime_used\w*)/i,
    meaning: 'used',
    reason: 'Crucial, SandForce',
  },
  { name: /^ssd_life_left/i, meaning: 'left', reason: 'Kingston, Phison, SandForce' },
  {
    name: /^(?:remaining_lifetime_perc|remaining_life\w*|lifetime_remaining%?|drive_life_remaining%?|drive_life_left|life_?left|perc_life_left)/i,
    meaning: 'left',
    reason: 'SK hynix, SMART Modular, others',
  },
  { name: /^media_wearout_indicator/i, meaning: 'left', reason: 'Intel, Western Digital' },
  { name: /^wear_leveling_count/i, meaning: 'left', reason: 'Samsung' },
  { name: /^ave(?:rage)?_block-?_?erase_count/i, meaning: 'left', reason: 'Micron' },
];

const ENDURANCE_PAGE = 7;
const MAX_WEAR_PERCENT = 255;

/** Share of the rated endurance that is used, in percent; may exceed 100. null where the device does not tell. */
export function readWear(document: JsonObject, attributes: readonly SmartAttribute[]): number | null {
  const said = [
    asObject(document['nvme_smart_health_information_log'])['percentage_used'],
    asObject(document['endurance_used'])['current_percent'],
    document['scsi_percentage_used_endurance_indicator'],
    enduranceOf(document),
  ];
  return said.map(readPercent).find((value) => value !== null) ?? wearByName(attributes);
}

function readPercent(value: unknown): number | null {
  const percent = readAmount(value);
  return percent === null || percent > MAX_WEAR_PERCENT ? null : percent;
}

/** Device statistics, page 7: the standard's own field. */
function enduranceOf(document: JsonObject): unknown {
  const pages = asList(asObject(document['ata_device_statistics'])['pages']).map(asObject);
  const rows = asList(pages.find((page) => page['number'] === ENDURANCE_PAGE)?.['table']).map(asObject);
  const row = rows.find(({ name }) => typeof name === 'string' && /^percentage used endurance/i.test(name));
  return row === undefined || asObject(row['flags'])['valid'] === false ? null : row['value'];
}

function wearByName(attributes: readonly SmartAttribute[]): number | null {
  for (const { name: pattern, meaning } of WEAR) {
    const attribute = attributes.find(({ name }) => pattern.test(name));
    const wear = attribute === undefined ? null : wearOf(attribute, meaning);
    if (wear !== null) return wear;
  }
  return null;
}

function wearOf({ value, raw }: SmartAttribute, meaning: WearRow['meaning']): number | null {
  if (meaning === 'used') return raw === null ? null : readPercent(Number(raw));
  // Above 100 the value counts from somewhere else.
  return value === null || value > 100 ? null : 100 - value;
}
