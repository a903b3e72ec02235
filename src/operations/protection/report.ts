import type { ProtectionReport } from '../../domain/protection/people.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';

const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;

export interface ReportRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Attempts, denials, times and near misses of a period; default: the last 30 days. `unprocessable` beyond a year. */
export async function reportProtection(context: CallContext, range: ReportRange): Promise<ProtectionReport> {
  const to = range.to === undefined ? new Date() : new Date(range.to);
  const from = range.from === undefined ? new Date(to.getTime() - DEFAULT_DAYS * 86_400_000) : new Date(range.from);
  if (from >= to || to.getTime() - from.getTime() > MAX_DAYS * 86_400_000)
    throw new MillwrightError('unprocessable', `\`from\` must be before \`to\`, by at most ${MAX_DAYS} days.`);
  const bounds = { from, to };
  const [approvals, actions, entries, refusals, wrongPhrases, overdue] = await Promise.all([
    countApprovals(context, bounds),
    countActions(context, bounds),
    countEntries(context, bounds),
    countRefusals(context, bounds),
    countWrongPhrases(context, bounds),
    countOverdue(context),
  ]);
  const count = (action: string): number => entries.get(action) ?? 0;
  const refused = (reason: string): number => refusals.find((row) => row.reason === reason)?.count ?? 0;
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    approvals,
    actions,
    refusals,
    nearMisses: {
      wrongPhrases,
      plansChanged: refused('plan_changed'),
      rejected: count('approval.rejected'),
      revoked: count('approval.revoked'),
      forbidden: count('action.refused'),
      targetsChanged: count('action.stale'),
      heldBack: count('action.held_back'),
    },
    breakGlass: { used: count('approval.break_glass'), reviewsOverdue: overdue },
    escalations: count('approval.escalated'),
    ownRequests: await countOwn(context, bounds),
  };
}

interface Bounds {
  readonly [name: string]: Date;
  readonly from: Date;
  readonly to: Date;
}

async function countApprovals({ database }: CallContext, bounds: Bounds): Promise<ProtectionReport['approvals']> {
  const { rows } = await database.knex.raw<{ rows: ProtectionReport['approvals'] }>(
    `select subject_type as "subjectType", risk_level as "riskLevel", state, count(*)::int as count,
            percentile_cont(0.5) within group (order by extract(epoch from decided_at - created_at))
              as "medianSecondsToDecision"
       from approvals where created_at >= :from and created_at < :to
      group by 1, 2, 3 order by 1, 2, 3`,
    bounds,
  );
  return rows;
}

async function countActions({ database }: CallContext, bounds: Bounds): Promise<ProtectionReport['actions']> {
  const { rows } = await database.knex.raw<{ rows: ProtectionReport['actions'] }>(
    `select effect, risk_level as "riskLevel", state, count(*)::int as count
       from actions where created_at >= :from and created_at < :to
      group by 1, 2, 3 order by 1, 2, 3`,
    bounds,
  );
  return rows;
}

async function countEntries({ database }: CallContext, bounds: Bounds): Promise<Map<string, number>> {
  const { rows } = await database.knex.raw<{ rows: { action: string; count: number }[] }>(
    `select action, count(*)::int as count from audit_entries
      where at >= :from and at < :to and (action like 'approval.%' or action like 'action.%')
        and not (action = 'approval.break_glass' and outcome <> 'succeeded')
      group by 1`,
    bounds,
  );
  return new Map(rows.map(({ action, count }) => [action, count]));
}

async function countRefusals({ database }: CallContext, bounds: Bounds): Promise<ProtectionReport['refusals']> {
  const { rows } = await database.knex.raw<{ rows: ProtectionReport['refusals'] }>(
    `select coalesce(payload::jsonb -> 'details' ->> 'reason', 'other') as reason, count(*)::int as count from audit_entries
      where at >= :from and at < :to and action = 'approval.refused'
      group by 1 order by 2 desc, 1 limit 100`,
    bounds,
  );
  return rows;
}

/** Who forgot the phrase missed nothing; who typed another one did. */
async function countWrongPhrases({ database }: CallContext, bounds: Bounds): Promise<number> {
  const { rows } = await database.knex.raw<{ rows: { count: number }[] }>(
    `select count(*)::int as count from audit_entries
      where at >= :from and at < :to and action = 'approval.refused'
        and payload::jsonb -> 'details' ->> 'reason' = 'wrong_phrase'
        and payload::jsonb -> 'details' ->> 'costsAttempt' is distinct from 'false'`,
    bounds,
  );
  return rows[0]?.count ?? 0;
}

async function countOwn({ database }: CallContext, bounds: Bounds): Promise<number> {
  const { rows } = await database.knex.raw<{ rows: { count: number }[] }>(
    `select count(*)::int as count from audit_entries
      where at >= :from and at < :to and action = 'approval.approved' and payload::jsonb -> 'details' ->> 'ownRequest' = 'true'`,
    bounds,
  );
  return rows[0]?.count ?? 0;
}

async function countOverdue({ database }: CallContext): Promise<number> {
  const { rows } = await database.knex.raw<{ rows: { count: number }[] }>(
    `select count(*)::int as count from approvals
      where break_glass_at is not null and reviewed_at is null and review_due_at < now()`,
  );
  return rows[0]?.count ?? 0;
}
