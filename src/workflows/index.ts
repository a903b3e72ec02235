/** Everything the workers can run: the entry of the workflow bundle. */
export { collectionCycle } from './collection/run-collection-cycle.js';
export { collectionTick } from './collection/tick-collection.js';
export { backupContainer } from './containers/backup-container.js';
export { checkUpdates } from './containers/check-updates.js';
export { discoverContainers } from './containers/discover-containers.js';
export { containerDiscoveryTick, updateCheckTick } from './containers/tick-container-job.js';
export { expireBackups } from './containers/expire-backups.js';
export { restoreBackup } from './containers/restore-backup.js';
export { verifyBackup } from './containers/verify-backup.js';
export { updateContainer } from './containers/update-container.js';
export { executeAction } from './protection/execute-action.js';
export { keepHouse } from './upkeep/keep-house.js';
