export const LATE_LIMIT = 50;
export const WORST_LIMIT = 100;

/** How many of what are in which state: (what, key, count). */
export const COUNTS = `
  select 'servers' as what, status as key, count(*)::int from servers group by status
  union all
  select 'devices', health, count(*)::int from storage_devices where gone_at is null group by health
  union all
  select 'pools', health, count(*)::int from storage_pools where gone_at is null group by health
  union all
  select 'databases', status, count(*)::int from database_instances where gone_at is null group by status
  union all
  select 'certificates', case when not_after < now() then 'expired'
                              when not_after < now() + interval '30 days' then 'expiring' else 'valid' end, count(*)::int
    from found_certificates where gone_at is null group by 2`;

/** $1 seconds after which a server is late, or null: none is  $2 limit. */
export const LATE = `
  select id as "serverId", name as "serverName", last_seen_at as "lastSeenAt", count(*) over ()::int as total
    from servers
   where status <> 'blocked' and coalesce(last_seen_at, created_at) < now() - make_interval(secs => $1::double precision)
   order by coalesce(last_seen_at, created_at), id limit $2`;

// The worst of what a collector found worth telling apart from the state.
const FINDINGS = `
  lateral (select f ->> 'severity' as severity, f ->> 'message' as message
             from jsonb_array_elements(case jsonb_typeof(r.observation -> 'findings')
                                       when 'array' then r.observation -> 'findings' else '[]' end) f
            where f ->> 'severity' in ('critical', 'warning') order by 1 limit 1) f`;

/** Everything that is not as it should be, the worst first. $1 limit. */
export const WORST = `
  with found as (
    select case when status in ('offline', 'blocked') then 'critical' else 'warning' end as severity,
           'server' as type, id, id as server_id, name, coalesce(status_reason, status) as reason
      from servers where status in ('offline', 'blocked', 'degraded')
    union all
    select case health when 'failing' then 'critical' else 'warning' end, 'storage_device', id, server_id, name,
           coalesce(reasons -> 0 ->> 'message', health)
      from storage_devices where health in ('failing', 'warning') and gone_at is null
    union all
    select case health when 'failed' then 'critical' else 'warning' end, 'storage_pool', id, server_id, name,
           coalesce(observation -> 'reasons' ->> 0, state)
      from storage_pools where health in ('failed', 'degraded') and gone_at is null
    union all
    select f.severity, 'storage_pool', r.id, r.server_id, r.name, f.message
      from storage_pools r, ${FINDINGS} where r.gone_at is null and r.health not in ('failed', 'degraded')
    union all
    select 'warning', 'database', id, server_id, name, coalesce(observation ->> 'statusReason', status)
      from database_instances where status = 'offline' and gone_at is null
    union all
    select f.severity, 'database', r.id, r.server_id, r.name, f.message
      from database_instances r, ${FINDINGS} where r.gone_at is null and r.status <> 'offline'
    union all
    -- What a listener shows, its users see; a file may be an old one that nothing reads.
    select case when not_after < now() and kind = 'listener' then 'critical' else 'warning' end, 'certificate', id,
           server_id, location,
           case when not_after < now() then 'expired on ' else 'ends on ' end || to_char(not_after, 'YYYY-MM-DD')
      from found_certificates
     where not_after < now() + interval '30 days' and gone_at is null
       and coalesce(observation ->> 'isAuthority', 'false') = 'false'
  )
  select found.severity, found.type as "resourceType", found.id, found.server_id as "serverId",
         servers.name as "serverName", found.name, coalesce(found.reason, '') as reason
    from found join servers on servers.id = found.server_id
   order by found.severity, array_position(array['server', 'storage_device', 'storage_pool', 'database', 'certificate'], found.type),
            servers.name, found.name, found.id limit $1`;
