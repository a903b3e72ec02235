import type { Program } from '../program.js';
import { CEPH_TOOLS } from './ceph-tools.js';
import { CLUSTER_FILE_SYSTEMS } from './cluster-file-systems.js';
import { CLUSTER_NETWORKS } from './cluster-networks.js';
import { ETCD } from './etcd.js';
import { HELM } from './helm.js';
import { HIGH_AVAILABILITY } from './high-availability.js';
import { KUBECTL_PROGRAMS } from './kubectl.js';
import { KUBERNETES } from './kubernetes.js';
import { NOMAD } from './nomad.js';
import { PACEMAKER } from './pacemaker.js';

export const ORCHESTRATORS_PROGRAMS: readonly Program[] = [
  ...KUBECTL_PROGRAMS,
  ...HELM,
  ...KUBERNETES,
  ...ETCD,
  ...NOMAD,
  ...HIGH_AVAILABILITY,
  ...CEPH_TOOLS,
  ...CLUSTER_FILE_SYSTEMS,
  ...CLUSTER_NETWORKS,
  ...PACEMAKER,
];
