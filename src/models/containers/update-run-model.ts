import { Model } from 'objection';
import type { HealthState } from '../../domain/containers/health/health-state.js';
import type { UpdateRules } from '../../domain/containers/policy.js';
import type { PlanFacts } from '../../domain/containers/updates/plan-facts.js';
import type { UpdateFailure, UpdateImage, UpdateState } from '../../domain/containers/updates/update.js';

/** Table `update_runs`: the intent row of an update, what it rests on, and how it ended. */
export class UpdateRunModel extends Model {
  declare id: string;
  declare containerId: string;
  declare hostId: string;
  declare serverId: string;
  declare site: string;
  declare state: UpdateState;
  declare targetReference: string | null;
  declare fromImage: UpdateImage;
  declare toImage: UpdateImage | null;
  declare policy: UpdateRules;
  declare plan: PlanFacts | null;
  declare planHash: string | null;
  declare health: { subject: 'candidate' | 'original'; states: Record<string, HealthState> } | null;
  declare approvalId: string | null;
  declare error: UpdateFailure | null;
  declare needsAttention: boolean;
  declare workflowId: string;
  declare requestedBy: string;
  declare requestedByName: string;
  declare correlationId: string;
  declare createdAt: Date;
  declare updatedAt: Date;
  declare finishedAt: Date | null;
  declare requestedEnd: 'cancel' | 'rollback' | null;

  static override tableName = 'update_runs';
  static override jsonAttributes = ['fromImage', 'toImage', 'policy', 'plan', 'health', 'error'];
}
