import type { ContainerSiteActivities } from '../../domain/containers/job-messages.js';
import { checkUpdates, createCheckMemory, type CheckDependencies } from './check-updates.js';
import { discoverHosts, type DiscoveryDependencies } from './discover-hosts.js';

/** What looks at container hosts and registries, from the site that reaches them. */
export function createContainerSiteActivities(
  dependencies: DiscoveryDependencies & CheckDependencies,
): ContainerSiteActivities {
  const memory = createCheckMemory();
  return {
    discoverContainerHosts: (input) => discoverHosts(dependencies, input),
    checkContainerUpdates: (input) => checkUpdates(dependencies, memory, input),
  };
}
