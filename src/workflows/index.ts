/** Everything the workers can run: the entry of the workflow bundle. */
export { collectionCycle } from './collection/run-collection-cycle.js';
export { collectionTick } from './collection/tick-collection.js';
export { keepHouse } from './upkeep/keep-house.js';
