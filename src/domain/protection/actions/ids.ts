/** Workflow ids: the id is the lock. */
export const actionIds = {
  execute: (actionId: string): string => `protection/execute/${actionId}`,
};
