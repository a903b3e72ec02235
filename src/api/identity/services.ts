import type { IdentityServices } from '../../operations/identity/services.js';
import type { CursorCodec } from '../../platform/http/cursor.js';

/** What this domain's routes take from the server's record of services. */
export interface IdentityRouteServices {
  readonly identity: IdentityServices;
  readonly cursors: CursorCodec;
}
