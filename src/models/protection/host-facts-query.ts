/**
 * All that is stored of a host that the risk of a command can depend on, in one row: `known` is null for a server that
 * does not exist. One query, because each assessment asks it.
 */
export const HOST_FACTS_QUERY = `
  select jsonb_build_object(
    'name', s.name,
    'profile', s.profile,
    'capabilities', s.capabilities,
    'transport', s.transport,
    'hostKey', (select k.fingerprint from server_host_keys k
      where k.server_id = s.id and k.state = 'pinned' order by k.pinned_at desc limit 1),
    'collectedAt', (select max(c.succeeded_at) from collector_states c where c.server_id = s.id),
    'states', (select jsonb_object_agg(c.collector, c.facts) from collector_states c
      where c.server_id = s.id and c.collector in ('filesystem', 'unraid', 'virtualisation')),
    'live', (select jsonb_build_object('facts', f.facts, 'collectedAt', f.collected_at)
      from protection_facts f where f.server_id = s.id),
    'pools', (select jsonb_agg(jsonb_build_object('id', p.id, 'type', p.type, 'name', p.name, 'health', p.health,
        'running', p.observation #>> '{progress,kind}',
        'members', (select jsonb_agg(m ->> 'path') from jsonb_array_elements(
          case jsonb_typeof(p.observation -> 'members') when 'array' then p.observation -> 'members' else '[]' end) m))
        order by p.name, p.id)
      from storage_pools p where p.server_id = s.id and p.gone_at is null),
    'databases', (select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'engine', d.engine,
        'status', d.status) order by d.name, d.id)
      from database_instances d where d.server_id = s.id and d.gone_at is null),
    'engines', (select jsonb_agg(jsonb_build_object('id', h.id, 'runtime', h.runtime, 'engine', h.engine,
        'seenAt', h.discovered_at,
        'containers', (select jsonb_agg(jsonb_build_object('id', c.id, 'runtimeId', c.runtime_id, 'name', c.name,
            'state', c.state, 'project', c.compose_project, 'mounts', c.facts -> 'mounts',
            'ports', c.facts -> 'ports') order by c.name, c.id)
          from containers c where c.host_id = h.id and c.gone_at is null),
        'resources', (select jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'key', r.key,
            'facts', r.facts) order by r.kind, r.key)
          from container_resources r where r.host_id = h.id and r.gone_at is null
            and r.kind in ('volume', 'project'))) order by h.id)
      from container_hosts h where h.server_id = s.id),
    'backups', (select jsonb_agg(jsonb_build_object('id', b.id, 'container', b.container_name, 'volumes', b.volumes,
        'at', b.created_at, 'verifiedAt', b.verified_at, 'ok', b.verification -> 'ok')
        order by b.created_at desc, b.id)
      from (select * from container_backups b where b.server_id = s.id and b.state = 'completed'
        order by b.created_at desc limit 2000) b)
  ) as known
  from servers s where s.id = ?`;
