import { userRoutes } from './user-routes.js';
import { tokenRoutes } from './token-routes.js';

/** Users, their tokens, and who one is. */
export const identityRoutes = [...userRoutes, ...tokenRoutes];
