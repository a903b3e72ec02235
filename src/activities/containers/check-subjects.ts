import type { ImagePlatform } from '../../domain/containers/discovery/resources.js';
import type { EngineFacts } from '../../domain/containers/host.js';
import type { PolicySubject } from '../../domain/containers/policies/container-selector.js';
import { resolveRules, type PolicyRules } from '../../domain/containers/policies/resolve-rules.js';
import type { UpdateRules } from '../../domain/containers/policy.js';
import type { Database } from '../../platform/db/database.js';

/** A container as it was discovered, with all that a check needs: no host is asked. */
export interface CheckSubject {
  readonly id: string;
  readonly reference: string;
  readonly imageId: string;
  readonly repoDigests: readonly string[];
  /** Null: neither image nor host are known well enough. */
  readonly platform: ImagePlatform | null;
  readonly containerdImageStore: boolean;
  readonly rejectedDigests: readonly string[];
  readonly policySubject: PolicySubject;
}

interface SubjectRow {
  readonly id: string;
  readonly name: string;
  readonly image_reference: string;
  readonly image_id: string;
  readonly labels: Record<string, string>;
  readonly compose_project: string | null;
  readonly compose_service: string | null;
  readonly host_id: string;
  readonly runtime: string;
  readonly engine: EngineFacts | null;
  readonly server: string;
  readonly site: string;
  readonly digests: string[] | null;
  readonly platform: ImagePlatform | null;
  readonly rejected: string[];
}

const READ_SUBJECTS = `
  select container.id, container.name, container.image_reference, container.image_id, container.labels,
         container.compose_project, container.compose_service, host.id as host_id, host.runtime, host.engine,
         server.name as server, server.site, image.facts -> 'digests' as digests,
         nullif(image.facts -> 'platform', 'null'::jsonb) as platform,
         array(select digest from update_rejections where container_id = container.id) as rejected
    from containers container
    join container_hosts host on host.id = container.host_id
    join servers server on server.id = host.server_id
    left join container_resources image
           on image.host_id = host.id and image.kind = 'image' and image.key = container.image_id
   where container.id = any($1::uuid[])`;

/** Containers by id; those that were removed since are missing. */
export async function readSubjects(database: Database, ids: readonly string[]): Promise<Map<string, CheckSubject>> {
  const { rows } = await database.pool.query<SubjectRow>(READ_SUBJECTS, [ids]);
  return new Map(rows.map((row) => [row.id, describeSubject(row)]));
}

function describeSubject(row: SubjectRow): CheckSubject {
  const { engine } = row;
  return {
    id: row.id,
    reference: row.image_reference,
    imageId: row.image_id,
    repoDigests: row.digests ?? [],
    platform:
      row.platform ?? (engine === null ? null : { os: engine.os, architecture: engine.architecture, variant: null }),
    containerdImageStore: engine?.containerdImageStore ?? false,
    rejectedDigests: row.rejected,
    policySubject: {
      name: row.name,
      image: row.image_reference,
      host: row.host_id,
      server: row.server,
      site: row.site,
      project: row.compose_project,
      service: row.compose_service,
      runtime: row.runtime,
      labels: row.labels,
    },
  };
}

/** The effective rules of each container: policies are read once for all. */
export async function loadRules(database: Database): Promise<(subject: PolicySubject) => UpdateRules> {
  const { rows } = await database.pool.query<PolicyRules>(
    'select id, name, selector, priority, rules from update_policies',
  );
  return (container) => resolveRules({ container, policies: rows }).rules;
}
