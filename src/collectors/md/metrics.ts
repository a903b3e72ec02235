import type { MdArray } from '../../domain/inventory/pools/md-array.js';
import { judgeMdHealth } from '../../domain/inventory/pools/md-health.js';
import { mdSlots } from '../../domain/inventory/pools/md-redundancy.js';
import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { MdFacts } from './schema.js';

export const mdMetricDefinitions = [
  gauge('md_array_healthy', 'boolean', '1 when the array has all its redundancy, 0 when not, null when not known.'),
  gauge('md_array_size_bytes', 'bytes', 'Size of the array.'),
  gauge('md_array_slots_wanted', 'count', 'Slots that are to be filled.'),
  gauge('md_array_slots_working', 'count', 'Slots that hold current data.'),
  gauge('md_array_slots_missing', 'count', 'Slots wanted minus slots working.'),
  gauge('md_array_spare_members', 'count', 'Spare members.'),
  gauge('md_array_faulty_members', 'count', 'Members that are marked as faulty.'),
  gauge('md_array_operation_percent', 'percent', 'How far the running rebuild, resync, check or reshape is.'),
  gauge('md_array_mismatched_sectors', 'count', 'Sectors that the last check found to differ.'),
] as const;

const sample = sampler(mdMetricDefinitions);

export function mdMetrics({ arrays }: MdFacts): readonly Sample[] {
  return arrays.flatMap(samplesOf);
}

function samplesOf(array: MdArray): Sample[] {
  const labels = { pool: array.name };
  const { health } = judgeMdHealth(array);
  const slots = mdSlots(array);
  const running = !array.state.startsWith('inactive');
  const spares = array.members.filter(({ spare, faulty }) => spare && !faulty).length;
  return [
    sample('md_array_healthy', health === 'unknown' ? null : Number(health === 'healthy'), labels),
    sample('md_array_size_bytes', running && array.sizeBytes !== null ? Number(array.sizeBytes) : null, labels),
    ...(slots === undefined
      ? []
      : [
          sample('md_array_slots_wanted', slots.wanted, labels),
          sample('md_array_slots_working', slots.working, labels),
          sample('md_array_slots_missing', slots.missing, labels),
        ]),
    sample('md_array_spare_members', running ? spares : null, labels),
    sample('md_array_faulty_members', array.members.filter(({ faulty }) => faulty).length, labels),
    ...(array.operation === null ? [] : [sample('md_array_operation_percent', array.operation.percent, labels)]),
    ...(array.mismatches === null ? [] : [sample('md_array_mismatched_sectors', Number(array.mismatches), labels)]),
  ];
}
