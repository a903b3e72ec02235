import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import { mattersByItself } from './judge.js';
import type { CertificatesFacts } from './schema.js';

export const certificatesMetricDefinitions = [
  gauge('certificate_expires_seconds', 'seconds', 'Seconds until the certificate ends; negative when it has ended.'),
] as const;

const sample = sampler(certificatesMetricDefinitions);

export function certificatesMetrics({ certificates, checkedAt }: CertificatesFacts): readonly Sample[] {
  return certificates.filter(mattersByItself).map(({ location, notAfter }) => {
    const seconds = Math.round((Date.parse(notAfter) - Date.parse(checkedAt)) / 1000);
    return sample('certificate_expires_seconds', seconds, { location });
  });
}
