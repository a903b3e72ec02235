import type { Knex } from 'knex';
import type { PolicySubject } from '../../domain/containers/policies/container-selector.js';
import type { PolicyRules } from '../../domain/containers/policies/resolve-rules.js';
import { readPolicyRules, UpdatePolicyModel } from './update-policy-model.js';

/** What policies see of a container; undefined when there is none. */
export async function readPolicySubject(knex: Knex, containerId: string): Promise<PolicySubject | undefined> {
  const [subject] = await readPolicySubjects(knex, [containerId]);
  return subject;
}

/** The same for many, in no particular order; unknown ids are left out. */
export async function readPolicySubjects(
  knex: Knex,
  containerIds: readonly string[],
): Promise<(PolicySubject & { readonly id: string })[]> {
  const rows: unknown[] = await knex('containers')
    .join('container_hosts', 'container_hosts.id', 'containers.host_id')
    .join('servers', 'servers.id', 'container_hosts.server_id')
    .whereIn('containers.id', [...containerIds])
    .select({
      id: 'containers.id',
      name: 'containers.name',
      image: 'containers.image_reference',
      host: 'containers.host_id',
      server: 'servers.name',
      site: 'servers.site',
      project: 'containers.compose_project',
      service: 'containers.compose_service',
      runtime: 'container_hosts.runtime',
      labels: 'containers.labels',
    });
  return rows as (PolicySubject & { id: string })[];
}

/** Every policy; there are few, and what selects a container is decided in `resolveRules`. */
export async function readPolicies(knex: Knex): Promise<PolicyRules[]> {
  const rows = await UpdatePolicyModel.query(knex).orderBy('id');
  return rows.map((row) => {
    const { id, name, selector, priority } = row;
    return { id, name, selector, priority, rules: readPolicyRules(row) };
  });
}
