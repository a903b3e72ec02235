import type { ContainerJobInput, ContainerJobResult } from '../../domain/containers/job-messages.js';
import { runContainerJob } from './run-container-job.js';

/** Asks registries whether there is something newer for containers. */
export async function checkUpdates({ jobId }: ContainerJobInput): Promise<ContainerJobResult> {
  return runContainerJob(jobId, {
    title: 'Update check of containers',
    done: 'checked',
    activity: 'checkContainerUpdates',
  });
}
