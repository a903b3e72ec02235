import { findRuleFaults } from '../../../domain/containers/policies/check-policy.js';
import { findLoosenings } from '../../../domain/containers/policies/find-loosenings.js';
import { resolveRules, type ResolvedRules } from '../../../domain/containers/policies/resolve-rules.js';
import type { RulesPatch } from '../../../domain/containers/policies/update-policy.js';
import { MaintenanceWindowModel } from '../../../models/containers/maintenance-window-model.js';
import { readPolicies, readPolicySubject } from '../../../models/containers/read-policy-subject.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import type { CallContext } from '../../context.js';

/** The rules that hold for a container, and why. Throws `not_found`. */
export async function getEffectivePolicy(context: CallContext, containerId: string): Promise<ResolvedRules> {
  return resolveRequestedPolicy(context, containerId, null);
}

/**
 * The same with what a request overrides. Throws `not_found`, `unprocessable` for a constraint or window that is none,
 * and `forbidden` where the request loosens what holds and the caller is no admin.
 */
export async function resolveRequestedPolicy(
  context: CallContext,
  containerId: string,
  request: RulesPatch | null | undefined,
): Promise<ResolvedRules> {
  const { knex } = context.database;
  const container = await readPolicySubject(knex, containerId);
  if (container === undefined) throw new MillwrightError('not_found', `There is no container ${containerId}.`);
  const policies = await readPolicies(knex);
  const effective = resolveRules({ container, policies });
  if (request === null || request === undefined) return effective;
  const merged = resolveRules({ container, policies, request });
  await refuseFaults(context, request, merged);
  refuseLoosening(context, effective, merged);
  return merged;
}

async function refuseFaults(context: CallContext, request: RulesPatch, { rules }: ResolvedRules): Promise<void> {
  const concerns = request.strategy !== undefined || request.constraint !== undefined;
  const faults = concerns ? findRuleFaults(rules) : [];
  const windowId = request.maintenanceWindowId;
  if (typeof windowId === 'string') {
    const window = await MaintenanceWindowModel.query(context.database.knex).findById(windowId);
    if (window === undefined || window.blackout === true) {
      faults.push({ path: 'maintenanceWindowId', message: `there is no maintenance window ${windowId} that opens` });
    }
  }
  const errors = faults.map(({ path, message }) => ({ path: `policy.${path}`, message }));
  const [first] = errors;
  if (first !== undefined) throw new MillwrightError('unprocessable', `${first.path}: ${first.message}`, { errors });
}

function refuseLoosening({ actor }: CallContext, effective: ResolvedRules, merged: ResolvedRules): void {
  if (actor.role === 'admin') return;
  const looser = findLoosenings(effective.rules, merged.rules);
  if (looser.length === 0) return;
  const errors = looser.map(({ field, why }) => ({ path: `policy.${field}`, message: why }));
  const fields = looser.map(({ field }) => field).join(', ');
  const detail = `This loosens the rules of the container (${fields}), which needs the role admin; ${actor.name} is ${actor.role}.`;
  throw new MillwrightError('forbidden', detail, { errors });
}
