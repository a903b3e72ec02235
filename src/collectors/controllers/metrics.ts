import type { WatchedValues } from '../../domain/inventory/observations.js';
import type { Sample } from '../collector.js';
import { counter, gauge, sampler } from '../shared/samples.js';
import { controllerName } from './merge.js';
import type { Controller, ControllersFacts, Member, Volume } from './schema.js';
import { withoutProgress } from './states.js';

export const controllersMetricDefinitions = [
  gauge('controller_healthy', 'boolean', '1 when the RAID controller calls itself well, 0 when not.'),
  gauge('controller_temperature_celsius', 'celsius', 'Temperature of the RAID controller.'),
  gauge('controller_virtual_drive_state', 'state', 'A RAID controller’s volume: 0 optimal, 1 degraded, 2 failed.'),
  gauge('controller_battery_healthy', 'boolean', '1 when the battery, the cache or its backup is well, 0 when not.'),
  gauge('controller_drives', 'count', 'Drives behind the RAID controller.'),
  gauge('controller_drives_failed', 'count', 'Drives that the RAID controller gave up, or that predict their failure.'),
  counter('controller_drive_media_errors_total', 'count', 'Errors of the medium, as the RAID controller counted them.'),
  counter(
    'controller_drive_other_errors_total',
    'count',
    'Other errors of the drive, as the RAID controller counted them.',
  ),
  counter(
    'controller_drive_predictive_failures_total',
    'count',
    'Predictions of failure that the RAID controller heard.',
  ),
] as const;

const sample = sampler(controllersMetricDefinitions);
const VOLUME_VALUES: Readonly<Record<NonNullable<Volume['condition']>, number>> = {
  optimal: 0,
  degraded: 1,
  failed: 2,
};
const MAX_WATCHED = 64;

export function controllersMetrics({ controllers }: ControllersFacts): readonly Sample[] {
  return controllers.flatMap(samplesOf);
}

function samplesOf(controller: Controller): Sample[] {
  const labels = { controller: controllerName(controller) };
  const { members, volumes, batteries } = controller;
  const failed = members.filter(({ condition, alert }) => condition === 'bad' || alert === true);
  return [
    sample('controller_healthy', goodness(controller.condition), labels),
    ...(controller.temperatureCelsius === null
      ? []
      : [sample('controller_temperature_celsius', controller.temperatureCelsius, labels)]),
    ...volumes.map(({ id, condition }) =>
      sample('controller_virtual_drive_state', condition === null ? null : VOLUME_VALUES[condition], {
        ...labels,
        virtual_drive: id,
      }),
    ),
    ...batteries.map(({ kind, condition }) =>
      sample('controller_battery_healthy', goodness(condition), { ...labels, battery: kind }),
    ),
    sample('controller_drives', members.length, labels),
    sample('controller_drives_failed', failed.length, labels),
    ...members.flatMap(samplesOfMember),
  ];
}

function samplesOfMember({ serial, wwn, name, ...counts }: Member): Sample[] {
  const labels = { device: serial ?? wwn ?? name };
  const rows = [
    ['controller_drive_media_errors_total', counts.mediaErrors],
    ['controller_drive_other_errors_total', counts.otherErrors],
    ['controller_drive_predictive_failures_total', counts.predictiveFailures],
  ] as const;
  return rows.flatMap(([metric, value]) => (value === null ? [] : [sample(metric, Number(value), labels)]));
}

function goodness(condition: 'good' | 'bad' | null): number | null {
  return condition === null ? null : Number(condition === 'good');
}

/** States in the tools' own words, without progress, for the history of the host. */
export function controllersWatched({ controllers }: ControllersFacts): WatchedValues {
  const values = controllers.flatMap((controller) => {
    const name = controllerName(controller);
    return [
      [`controller ${name}`, controller.state] as const,
      ...controller.volumes.map(({ id, state }) => [`virtualDrive ${name} ${id}`, state] as const),
      ...controller.batteries.map(({ kind, state }) => [`${kind} ${name}`, state] as const),
    ];
  });
  return Object.fromEntries(
    values.slice(0, MAX_WATCHED).map(([name, state]) => [name, state === null ? null : withoutProgress(state)]),
  );
}
