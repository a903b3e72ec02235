import type { Keyring } from '../../platform/crypto/keyring.js';
import type { HostAccess } from '../../platform/ssh/host-access.js';

/** What operations of this domain need besides the call's context. */
export interface CredentialServices {
  readonly keyring: Keyring;
  /** Told when a credential changed, so that no connection lives on with the former one. */
  readonly hosts: Pick<HostAccess, 'forget'>;
}

/** Position in a list: the last item shown. Times of creation have milliseconds, so that nothing is lost here. */
export interface CreatedAfter {
  readonly createdAt: string;
  readonly id: string;
}

export interface CredentialPage {
  readonly limit: number;
  readonly after?: CreatedAfter | undefined;
}
