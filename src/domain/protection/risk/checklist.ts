import type { Plan } from '../plan.js';
import type { ScoredLevel } from './bands.js';
import type { BlastRow } from './blast-radius.js';
import { isHeld, type Judged } from './judged.js';
import { findBackup } from './live-rules.js';
import { cutsPath } from './lockout.js';
import { poolsOf, projectsOf, prunesVolumes, volumesOf } from './lookups.js';

export interface WholeAct {
  /** Held findings only. */
  readonly judged: readonly Judged[];
  readonly level: ScoredLevel;
  readonly blastRadius: readonly BlastRow[];
  readonly serverName: string | null;
}

interface ChecklistRule {
  /** Stable: who approves sends it back. */
  readonly id: string;
  readonly required: boolean;
  readonly when: (act: WholeAct) => boolean;
  readonly text: string | ((act: WholeAct) => string);
}

const LOSES_DATA: ReadonlySet<string> = new Set([
  'filesystem_delete',
  'data_overwrite',
  'disk_format',
  'partition_change',
  'raid_lvm_change',
  'zfs_pool_change',
  'zfs_dataset_destroy',
  'btrfs_change',
  'container_volume_delete',
  'database_destroy',
  'backup_destroy',
  'sync_delete',
  'vm_destroy',
  'wsl_distro_destroy',
  'iac_destroy',
]);
const some = (act: WholeAct, test: (judged: Judged) => boolean): boolean => act.judged.some(test);
const hasType = (act: WholeAct, ...types: readonly string[]): boolean =>
  some(act, ({ finding }) => types.includes(finding.type));
const losesData = (act: WholeAct): boolean =>
  some(act, ({ finding }) => LOSES_DATA.has(finding.type) || prunesVolumes(finding));
const isSerious = ({ level }: WholeAct): boolean => level === 'high' || level === 'critical';

/** What a person goes through before saying yes; each row with when it is asked. */
export const CHECKLIST: readonly ChecklistRule[] = [
  {
    id: 'target_is_right',
    required: true,
    when: ({ judged }) => judged.length > 0,
    text: ({ judged, serverName }) =>
      `The right host and target: ${nameTargets(judged)} on ${serverName ?? 'the host it runs on'}.`,
  },
  {
    id: 'blast_radius_read',
    required: true,
    when: ({ blastRadius }) => blastRadius.length > 0,
    text: ({ blastRadius }) => `What else is hit was read: ${blastRadius.length} entries, and their owners know.`,
  },
  {
    id: 'backup_checked',
    required: true,
    when: (act) => losesData(act) && act.judged.every((one) => findBackup(one) !== undefined),
    text: 'The verified backup of the target is recent enough to be restored.',
  },
  {
    id: 'no_backup_accepted',
    required: true,
    when: (act) => losesData(act) && !act.judged.every((one) => findBackup(one) !== undefined),
    text: 'No verified backup of every target is known here: there is another one, or the loss is accepted.',
  },
  {
    id: 'preview_read',
    required: true,
    when: (act) => hasType(act, 'zfs_dataset_destroy', 'zfs_pool_change'),
    text: 'The preview (`zfs destroy -nv`, `zpool status`) was read, and shows nothing unexpected.',
  },
  {
    id: 'no_holds',
    required: false,
    when: (act) =>
      some(act, ({ finding, facts }) => (facts.datasets?.find(({ name }) => name === finding.target)?.held ?? 0) > 0),
    text: 'Whoever put the holds was asked; without their release it will fail: held.',
  },
  {
    id: 'pool_healthy',
    required: true,
    when: (act) =>
      some(act, ({ finding, facts }) =>
        poolsOf(finding, facts).some(({ health, running }) => health !== 'healthy' || running !== null),
      ),
    text: 'The pool is not healthy, or busy: it is safe to go on all the same.',
  },
  {
    id: 'array_idle',
    required: true,
    when: (act) =>
      some(
        act,
        ({ facts: { unraid } }) =>
          unraid !== null &&
          (unraid.parityAction !== null || unraid.moverRunning === true || unraid.parityValid === false),
      ),
    text: 'A parity operation or the mover runs, or parity is not valid: waiting is no option.',
  },
  {
    id: 'console_at_hand',
    required: true,
    when: (act) =>
      hasType(act, 'network_lockout', 'power_state', 'boot_change') || some(act, (one) => cutsPath(one) === 'yes'),
    text: 'There is another way in (console, IPMI, hypervisor), tried today.',
  },
  {
    id: 'auto_revert_set',
    required: true,
    when: (act) => hasType(act, 'network_lockout') || some(act, (one) => cutsPath(one) === 'yes'),
    text: 'A timer takes the change back by itself unless it is stopped (`netplan try`, `iptables-apply`, `systemd-run --on-active=5m …`).',
  },
  {
    id: 'foreign_projects_agreed',
    required: true,
    when: (act) =>
      some(act, ({ finding, facts }) => prunesVolumes(finding) && projectsOf(volumesOf(finding, facts)).length > 1),
    text: ({ judged }) => {
      const projects = judged.flatMap(({ finding, facts }) =>
        prunesVolumes(finding) ? projectsOf(volumesOf(finding, facts)) : [],
      );
      return `The owners of these compose projects agree: ${[...new Set(projects)].slice(0, 50).join(', ')}.`;
    },
  },
  {
    id: 'package_lock_free',
    required: true,
    when: (act) =>
      some(act, ({ finding, facts }) => finding.type === 'package_removal' && facts.packageLock?.held === true),
    text: 'The package manager is locked: it was waited for, the lock was not removed.',
  },
  {
    id: 'script_read',
    required: true,
    when: (act) => some(act, ({ finding }) => finding.effect === 'opaque'),
    text: 'Whatever it runs that cannot be known here was read by a person, and is pinned to what was read.',
  },
  {
    id: 'rollback_read',
    required: true,
    when: isSerious,
    text: 'The rollback plan was read, or it is accepted that there is none.',
  },
  {
    id: 'people_told',
    required: false,
    when: (act) =>
      hasType(
        act,
        'power_state',
        'service_disruption',
        'process_kill',
        'container_change',
        'container_remove',
        'unraid_array',
      ),
    text: 'Who uses it knows, or it is a time at which nobody does.',
  },
  {
    id: 'logs_shipped',
    required: true,
    when: (act) => hasType(act, 'audit_tamper'),
    text: 'The logs are kept elsewhere, and whoever answers for them agreed.',
  },
];

export function listChecklist(act: WholeAct): Plan['checklist'] {
  const held = { ...act, judged: act.judged.filter(({ finding }) => isHeld(finding)) };
  if (held.judged.length === 0) return [];
  return CHECKLIST.filter(({ when }) => when(held)).map(({ id, required, text }) => ({
    id,
    required,
    text: typeof text === 'string' ? text : text(held),
  }));
}

function nameTargets(judged: readonly Judged[]): string {
  const names = [...new Set(judged.map(({ finding }) => (finding.target === '' ? finding.type : finding.target)))];
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}
