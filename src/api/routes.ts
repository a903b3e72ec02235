import { auditRoutes, type AuditApiServices } from './audit/routes.js';
import { collectionRoutes, type CollectionApiServices } from './collection/routes.js';
import { backupRoutes } from './containers/backup-routes.js';
import { updateRoutes } from './containers/update-routes.js';
import { policyRoutes } from './containers/policy-routes.js';
import { windowRoutes } from './containers/window-routes.js';
import { containerInventoryRoutes } from './containers/inventory-routes.js';
import type { ContainerApiServices } from './containers/services.js';
import { credentialRoutes, type CredentialApiServices } from './credentials/routes.js';
import { identityRoutes } from './identity/routes.js';
import { secondFactorRoutes } from './identity/second-factor-routes.js';
import type { IdentityRouteServices } from './identity/services.js';
import { inventoryRoutes, type InventoryApiServices } from './inventory/routes.js';
import { resourceRoutes, type ResourceApiServices } from './inventory/resource-routes.js';
import { protectionPeopleRoutes } from './protection/people-routes.js';
import { assessRoutes, type AssessApiServices } from './protection/assess-routes.js';
import { actionRoutes, type ActionApiServices } from './protection/action-routes.js';
import { protectionRoutes, type ProtectionApiServices } from './protection/routes.js';
import { serverDeletionRoutes } from './protection/server-deletion-route.js';
import type { Route } from './route.js';
import { seriesRoutes } from './series/routes.js';
import { systemRoutes } from './system/routes.js';
import type { SystemServices } from './system/services.js';
import { workflowRoutes } from './workflows/routes.js';

/** One record of services for all routes; each domain’s routes see their part of it. */
export type ApiServices = { readonly system: SystemServices } & IdentityRouteServices &
  InventoryApiServices &
  ResourceApiServices &
  CollectionApiServices &
  CredentialApiServices &
  ContainerApiServices &
  ProtectionApiServices &
  ActionApiServices &
  AssessApiServices &
  AuditApiServices;

/** Every route of the API. */
export const apiRoutes: readonly Route<ApiServices>[] = [
  ...systemRoutes,
  ...identityRoutes,
  ...secondFactorRoutes,
  ...workflowRoutes,
  ...inventoryRoutes,
  ...resourceRoutes,
  ...collectionRoutes,
  ...seriesRoutes,
  ...credentialRoutes,
  ...containerInventoryRoutes,
  ...updateRoutes,
  ...backupRoutes,
  ...policyRoutes,
  ...windowRoutes,
  ...protectionRoutes,
  ...actionRoutes,
  ...serverDeletionRoutes,
  ...assessRoutes,
  ...protectionPeopleRoutes,
  ...auditRoutes,
];
