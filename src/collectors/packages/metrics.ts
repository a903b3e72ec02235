import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { PackagesFacts } from './schema.js';

export const packagesMetricDefinitions = [
  gauge('packages_updates_pending', 'count', 'Package updates that the lists on the host know of.'),
  gauge('packages_security_updates_pending', 'count', 'Security updates among them; no value where nobody says.'),
  gauge('packages_lists_age_seconds', 'seconds', 'Age of the lists of available packages.'),
] as const;

const sample = sampler(packagesMetricDefinitions);

export function packagesMetrics({ pending, security, listsAgeSeconds }: PackagesFacts): readonly Sample[] {
  return [
    sample('packages_updates_pending', pending),
    sample('packages_security_updates_pending', security),
    sample('packages_lists_age_seconds', listsAgeSeconds),
  ];
}
