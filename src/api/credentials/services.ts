import type { CredentialServices } from '../../operations/credentials/services.js';
import type { CursorCodec } from '../../platform/http/cursor.js';

export interface CredentialApiServices {
  readonly credentials: CredentialServices;
  readonly cursors: CursorCodec;
}

export const SSH_KEYS = '/api/credentials/ssh-keys';
export const SERVER_CREDENTIALS = '/api/credentials/server-credentials';
export const CREDENTIALS_TAG = 'credentials';
