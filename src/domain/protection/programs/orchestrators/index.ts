import type { Program } from '../program.js';
import { ETCD } from './etcd.js';
import { HELM } from './helm.js';
import { HIGH_AVAILABILITY } from './high-availability.js';
import { KUBECTL_PROGRAMS } from './kubectl.js';
import { KUBERNETES } from './kubernetes.js';
import { NOMAD } from './nomad.js';

export const ORCHESTRATORS_PROGRAMS: readonly Program[] = [
  ...KUBECTL_PROGRAMS,
  ...HELM,
  ...KUBERNETES,
  ...ETCD,
  ...NOMAD,
  ...HIGH_AVAILABILITY,
];
