import { credentialListRoutes } from './read-routes.js';
import { credentialWriteRoutes } from './write-routes.js';

export type { CredentialApiServices } from './services.js';

/** SSH keys and server credentials. Secrets go in and never come out. */
export const credentialRoutes = [...credentialListRoutes, ...credentialWriteRoutes];
