import type { ContainerJobInput, ContainerJobResult } from '../../domain/containers/job-messages.js';
import { runContainerJob } from './run-container-job.js';

/** Looks at container hosts: what runs there, from which images, with which volumes and networks. */
export async function discoverContainers({ jobId }: ContainerJobInput): Promise<ContainerJobResult> {
  return runContainerJob(jobId, {
    title: 'Discovery of container hosts',
    done: 'discovered',
    activity: 'discoverContainerHosts',
  });
}
