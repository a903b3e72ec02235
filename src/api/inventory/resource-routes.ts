import { collectorRoutes } from './collector-routes.js';
import { databaseRoutes } from './database-routes.js';
import { historyRoutes } from './history-routes.js';
import { overviewRoutes } from './overview-routes.js';
import { poolRoutes } from './pool-routes.js';
import { storageRoutes } from './storage-routes.js';

export type { ResourceApiServices } from './resource-services.js';

/** What collections find on the hosts: disks, pools, databases, certificates, facts, and what changed. */
export const resourceRoutes = [
  ...storageRoutes,
  ...poolRoutes,
  ...databaseRoutes,
  ...historyRoutes,
  ...overviewRoutes,
  ...collectorRoutes,
];
