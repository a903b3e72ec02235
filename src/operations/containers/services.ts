import type { Keyring } from '../../platform/crypto/keyring.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';

/** What operations on container hosts, jobs and registries need besides the call's context. */
export interface ContainerServices {
  readonly temporal: TemporalConnection;
  /** Base of the links to the Temporal Web UI. */
  readonly temporalUiUrl: string;
  readonly keyring: Keyring;
  readonly kubernetesEnabled: boolean;
}

export type ContainerJobServices = Pick<ContainerServices, 'temporal' | 'temporalUiUrl'>;
