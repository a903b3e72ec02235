import { ApplicationFailure, isCancellation, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import { UPKEEP_STEPS, type UpkeepActivities, type UpkeepReport } from '../../domain/upkeep/messages.js';
import { ACTIVITY_PROFILES } from '../shared/activity-profiles.js';
import { describeFailure } from '../shared/causes.js';

/**
 * Upkeep of what Millwright stores: partitions, packing, roll-ups, the audit chain’s daily digest and checkpoint,
 * retention. A step that fails does not keep the others from their turn; the run then ends as failed and names it.
 */
export async function keepHouse(): Promise<UpkeepReport> {
  const report: Record<string, Readonly<Record<string, number>>> = {};
  const failures: string[] = [];
  for (const { name, summary } of UPKEEP_STEPS) {
    const steps = proxyActivities<UpkeepActivities>({ ...ACTIVITY_PROFILES.upkeep, summary });
    try {
      report[name] = await steps[name]();
    } catch (error) {
      if (isCancellation(error)) throw error;
      failures.push(`${name}: ${describeFailure(error)}`);
    }
    setCurrentDetails(describeProgress(report, failures));
  }
  if (failures.length > 0) throw ApplicationFailure.nonRetryable(failures.join('; '), 'upkeep_failed');
  return report;
}

function describeProgress(report: UpkeepReport, failures: readonly string[]): string {
  const done = Object.entries(report).map(([name, counts]) => {
    const text = Object.entries(counts)
      .map(([what, number]) => `${what} ${number}`)
      .join(', ');
    return `- [x] ${name}: ${text}`;
  });
  return ['**Upkeep**', ...done, ...failures.map((failure) => `- [ ] failed: ${failure}`)].join('\n');
}
