import { randomUUID } from 'node:crypto';
import type { ApprovalModel } from '../../src/models/protection/approval-model.js';
import { openApproval, type OpenApproval } from '../../src/models/protection/open-approval.js';
import type { Plan, RiskLevel } from '../../src/domain/protection/plan.js';
import type { Database } from '../../src/platform/db/database.js';
import { newId } from '../../src/platform/ids/ids.js';
import { hashJson } from '../../src/platform/json/canonical-json.js';

export interface GivenApproval extends Partial<Omit<OpenApproval, 'risk' | 'plan'>> {
  readonly level?: RiskLevel;
  readonly checklist?: Plan['checklist'];
}

/** What an update would ask for. */
export function describeTestApproval(given: GivenApproval = {}): OpenApproval {
  const { level = 'medium', checklist = [], ...rest } = given;
  const id = newId();
  const steps = [{ name: 'recreate', text: 'web is recreated from another image' }];
  return {
    id,
    subject: { type: 'container_update', id: randomUUID(), title: 'web on nas-01' },
    risk: { level, reasons: ['it has volumes'] },
    plan: {
      steps,
      hash: hashJson({ id, steps, checklist }),
      blastRadius: [{ type: 'container', id: null, name: 'proxy', effect: 'loses its backend for seconds' }],
      checklist,
      alternatives: [],
      rollback: { possible: true, text: 'The former container is kept and started again.' },
    },
    phrase: 'UPDATE web ON nas-01',
    workflowId: `test/approval/${id}`,
    site: 'default',
    requestedBy: 'schedule:updates',
    requestedByName: 'updates',
    correlationId: randomUUID(),
    expiresAt: new Date(Date.now() + 600_000),
    ...rest,
  };
}

export async function openTestApproval(database: Database, given: GivenApproval = {}): Promise<ApprovalModel> {
  return database.knex.transaction((trx) => openApproval(trx, describeTestApproval(given)));
}

/** Actions of the audit trail about one approval, in order, with their outcomes. */
export async function listApprovalAudit(database: Database, approvalId: string): Promise<string[]> {
  const { rows } = await database.knex.raw<{ rows: { line: string }[] }>(
    `select action || ' ' || outcome as line from audit_entries where subject_id = ? order by sequence`,
    [approvalId],
  );
  return rows.map(({ line }) => line);
}
