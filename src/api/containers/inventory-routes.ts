import { updateCheckRoutes } from './check-routes.js';
import { containerListRoutes } from './container-routes.js';
import { containerHostRoutes } from './host-routes.js';
import { containerRegistryRoutes } from './registry-routes.js';
import { containerResourceRoutes } from './resource-routes.js';

/** Hosts, what runs on them, registries, and update checks. */
export const containerInventoryRoutes = [
  ...containerHostRoutes,
  ...containerListRoutes,
  ...containerResourceRoutes,
  ...containerRegistryRoutes,
  ...updateCheckRoutes,
];
