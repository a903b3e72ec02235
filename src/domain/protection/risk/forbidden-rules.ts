import { isNoWindowsDrive } from './device-rules.js';
import type { Judged } from './judged.js';
import { isOnHost } from './judged.js';
import { deviceOf, diskOf, mountpointsOf, sharesDevice } from './lookups.js';

interface ForbiddenRule {
  readonly id: string;
  readonly when: (judged: Judged) => boolean;
  readonly why: (judged: Judged) => string;
}

const WRITES_DEVICE: ReadonlySet<string> = new Set(['disk_format', 'data_overwrite']);
/** Of a partition table: makes a new one, where others grow or name a partition. */
const CLEARS_TABLE = /(?:^|\s)(?:-Z|-o|--zap|--zap-all|--clear|--wipe|--delete|mklabel|mktable|Clear-Disk)(?:\s|=|$)/;

function writesOver({ finding }: Judged): string | null {
  const writes =
    WRITES_DEVICE.has(finding.type) || (finding.type === 'partition_change' && CLEARS_TABLE.test(finding.decoded));
  return finding.effect === 'destructive' && writes ? deviceOf(finding) : null;
}

/** What runs for nobody. Beside the score: no points, no approval and no mitigation lift it. */
export const FORBIDDEN_RULES: readonly ForbiddenRule[] = [
  {
    id: 'by_nature',
    // Without Windows, /mnt/c is a directory like any other.
    when: (judged) => judged.finding.forbidden && !isNoWindowsDrive(judged),
    why: ({ finding }) => `It runs for nobody: ${finding.explanation}`,
  },
  {
    id: 'root_disk',
    when: (judged) => {
      const device = writesOver(judged);
      return (
        device !== null &&
        isOnHost(judged) &&
        judged.facts.rootDisks.some((disk) => disk === device || diskOf(disk) === device)
      );
    },
    why: ({ finding }) => `${finding.target} holds the root filesystem of this host.`,
  },
  {
    id: 'mounted_device',
    when: (judged) => {
      const device = writesOver(judged);
      return device !== null && isOnHost(judged) && mountpointsOf(judged.finding, judged.facts).length > 0;
    },
    why: ({ finding, facts }) =>
      `${finding.target} is mounted at ${mountpointsOf(finding, facts).slice(0, 5).join(', ')}.`,
  },
  {
    id: 'pool_member',
    when: (judged) => {
      const device = writesOver(judged);
      return device !== null && isOnHost(judged) && poolOfMember(judged, device) !== undefined;
    },
    why: (judged) =>
      `${judged.finding.target} is a member of ${poolOfMember(judged, deviceOf(judged.finding) ?? '')?.name ?? 'a pool'}, which is in use.`,
  },
];

function poolOfMember({ facts }: Judged, device: string): { readonly name: string } | undefined {
  return facts.pools.find(({ members }) => members.some((member) => sharesDevice(device, member)));
}

/** Why it is forbidden; [] when it is not. */
export function listForbidden(judged: Judged): readonly string[] {
  return FORBIDDEN_RULES.filter(({ when }) => when(judged)).map(({ why }) => why(judged));
}
