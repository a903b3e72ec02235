import { proxyActivities } from '@temporalio/workflow';

interface Work {
  collect(input: { readonly batch: number; readonly hosts: number }): Promise<{ readonly succeeded: number }>;
}

const { collect } = proxyActivities<Work>({ startToCloseTimeout: '1 minute' });

/** `hosts` hosts in activities of `size` hosts each, as the product’s cycle fans out. */
export async function fanOut({ hosts, size }: { hosts: number; size: number }): Promise<number> {
  const batches = Array.from({ length: Math.ceil(hosts / size) }, (_, batch) => collect({ batch, hosts: size }));
  const results = await Promise.all(batches);
  return results.reduce((sum, result) => sum + result.succeeded, 0);
}
