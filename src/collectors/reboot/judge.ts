import { cutOrNull } from '../shared/host-text.js';
import { compareReleases, newestOfFlavour } from './kernels.js';
import type { RebootFacts, RebootSigns, ToolVerdict } from './schema.js';

interface Opinion {
  readonly required: boolean | null;
  readonly reason: string;
}

/** Any sign of a need is one; without a sign it is no only where something could have told; otherwise not known. */
export function judgeReboot(signs: RebootSigns, asked: RebootFacts['asked']): RebootFacts {
  const opinions = [flagOpinion(signs), kernelOpinion(signs), asked ?? { required: null, reason: '' }];
  const needs = opinions.filter(({ required }) => required === true);
  const denied = opinions.some(({ required }) => required === false);
  return {
    required: needs.length > 0 ? true : denied ? false : null,
    reasons: needs.map(({ reason }) => reason),
    packages: [...signs.packages],
    runningKernel: cutOrNull(signs.runningKernel),
    newestKernel: cutOrNull(newestKernel(signs)),
    asked,
  };
}

function flagOpinion({ flagFiles, flagIsWritten }: RebootSigns): Opinion {
  const [file] = flagFiles;
  if (file !== undefined) return { required: true, reason: `${file} is there` };
  return { required: flagIsWritten ? false : null, reason: '' };
}

function newestKernel({ isContainer, runningKernel, installedKernels }: RebootSigns): string | undefined {
  return isContainer || runningKernel === undefined ? undefined : newestOfFlavour(runningKernel, installedKernels);
}

function kernelOpinion(signs: RebootSigns): Opinion {
  const newest = newestKernel(signs);
  const running = signs.runningKernel;
  if (newest === undefined || running === undefined) return { required: null, reason: '' };
  if (!signs.installedKernels.includes(running)) {
    return { required: true, reason: `the running kernel ${running} is no longer installed; ${newest} is` };
  }
  const older = compareReleases(running, newest) < 0;
  return { required: older, reason: older ? `kernel ${newest} is installed, ${running} is running` : '' };
}

/** A verdict of the host's tool, kept for as long as neither packages nor the boot have changed. */
export function keepVerdict(
  stamp: string | undefined,
  fresh: ToolVerdict | undefined,
  previous: RebootFacts | undefined,
): RebootFacts['asked'] {
  if (stamp === undefined) return null;
  if (fresh !== undefined) return { stamp, required: fresh.required, reason: fresh.reason };
  const last = previous?.asked ?? null;
  // Asked in vain: not asked again before something changes.
  return last?.stamp === stamp ? last : { stamp, required: null, reason: 'the tool gave no verdict' };
}
