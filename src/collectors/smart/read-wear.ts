import type { SmartAttribute } from '../../domain/inventory/storage-device.js';
import { asList, asObject, type JsonObject, readAmount } from '../shared/disk-fields.js';

interface WearRow {
  readonly name: RegExp;
  /** Only where two makers give one name to opposite things. */
  readonly id?: number;
  readonly meaning: keyof typeof MEANINGS;
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
    name: /^remaining_lifetime_perc/i,
    meaning: 'left_raw',
    reason: 'Silicon Motion in Transcend, ADATA and others: many leave the normalised value at 100 or 0 for ever',
  },
  {
    name: /^(?:remaining_life\w*|lifetime_remaining%?|drive_life_remaining%?|drive_life_left|life_?left|perc_life_left)/i,
    meaning: 'left',
    reason: 'SK hynix, SMART Modular, others',
  },
  {
    name: /^media_wearout_indicator/i,
    id: 230,
    meaning: 'used_words',
    reason: 'Western Digital and SanDisk: the normalised value counts up with some firmware and down with other',
  },
  { name: /^media_wearout_indicator/i, meaning: 'left', reason: 'Intel' },
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
  for (const { name: pattern, id: wanted, meaning } of WEAR) {
    const attribute = attributes.find(({ name, id }) => pattern.test(name) && (wanted ?? id) === id);
    if (attribute === undefined) continue;
    const wear = MEANINGS[meaning](attribute);
    // What one maker means by it is no reason to read it as another does.
    if (wear !== null || wanted !== undefined) return wear;
  }
  return null;
}

const MEANINGS = {
  /** The normalised value is the share that is left. Above 100 it counts from somewhere else. */
  left: ({ value }: SmartAttribute): number | null => (value === null || value > 100 ? null : 100 - value),
  /** The raw number is the share that is left; without one, the normalised value. */
  left_raw: (attribute: SmartAttribute): number | null => {
    const raw = Number(attribute.raw ?? 0);
    return raw >= 1 && raw <= 100 ? 100 - raw : MEANINGS.left(attribute);
  },
  /** The raw number is the share that is used. */
  used: ({ raw }: SmartAttribute): number | null => (raw === null ? null : readPercent(Number(raw))),
  /** Three words of 16 bits: by what was written, by erase cycles, and the worse of both; whole percent in the high byte. */
  used_words: ({ raw, rawText }: SmartAttribute): number | null => {
    const told = /^0x[0-9a-f]{1,12}$/i.test(rawText ?? '') ? rawText : raw;
    if (told === null || BigInt(told) >= 1n << 48n) return null;
    return Math.max(...[8n, 24n, 40n].map((shift) => Number((BigInt(told) >> shift) & 0xffn)));
  },
} as const;
