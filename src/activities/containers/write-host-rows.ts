import type { TrackedContainers } from '../../domain/containers/discovery/track-containers.js';
import type { ResourceObservation } from '../../domain/containers/discovery/resources.js';
import { toStorableJson } from '../../models/inventory/storable.js';
import type { Transaction } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';

/** How long what is gone stays listed: hosts that make containers all day must not fill the tables. */
const GONE_DAYS = 30;

// A container with another image has to be checked anew, unless it became what it was proposed to become.
const WRITE_CONTAINERS = `
  insert into containers as c (id, host_id, runtime_id, name, image_reference, image_digest, image_id, state, health, labels,
                               compose_project, compose_service, facts, aside_of, first_seen_at, last_seen_at)
  select n.id, :hostId::uuid, n.runtime_id, n.name, n.image_reference, n.image_digest, n.image_id, n.state, n.health, n.labels,
         n.compose_project, n.compose_service, n.facts, n.aside_of, :at::timestamptz, :at::timestamptz
    from jsonb_to_recordset(:rows::jsonb)
         as n (id uuid, runtime_id text, name text, image_reference text, image_digest text, image_id text, state text,
               health text, labels jsonb, compose_project text, compose_service text, facts jsonb, aside_of uuid)
  on conflict (id) do update
     set runtime_id = excluded.runtime_id, name = excluded.name, image_reference = excluded.image_reference,
         image_digest = excluded.image_digest, image_id = excluded.image_id, state = excluded.state,
         health = excluded.health, labels = excluded.labels, compose_project = excluded.compose_project,
         compose_service = excluded.compose_service, facts = excluded.facts, aside_of = excluded.aside_of,
         last_seen_at = excluded.last_seen_at, gone_at = null`;

// Podman gives an image several digests, of its index and of its manifest: any of them will do.
const RESET_UPDATES = `
  with changed as (
    select c.id, c.image_digest = c.update_candidate ->> 'digest' or exists (
             select from container_resources image, jsonb_array_elements_text(image.facts -> 'digests') as digest
              where image.host_id = c.host_id and image.kind = 'image' and image.key = c.image_id
                and split_part(digest, '@', 2) = c.update_candidate ->> 'digest') as as_proposed
      from containers c where c.id = any(:ids::uuid[]) and c.update_checked_at is not null
  )
  update containers
     set update_status = case when as_proposed then 'current' else 'unknown' end,
         update_reason = case when as_proposed then 'It was updated to what was proposed'
                              else 'Its image has changed since it was checked' end,
         update_candidate = null
    from changed where containers.id = changed.id`;

const DROP_ASIDE = `
  delete from containers c
   where id = any(:ids::uuid[])
     and not exists (select from update_runs where container_id = c.id)
     and not exists (select from container_backups where container_id = c.id)`;

const PRUNE = `
  delete from containers c
   where host_id = :hostId::uuid and gone_at < now() - make_interval(days => :days)
     and not exists (select from update_runs where container_id = c.id)
     and not exists (select from container_backups where container_id = c.id)`;

export interface ContainerRows {
  readonly hostId: string;
  /** Time of the reading, ISO 8601. */
  readonly at: string;
  readonly tracked: TrackedContainers;
}

/** Writes the containers of a host, after its images: those that are there, those that are gone, and those of updates that are over. */
export async function writeContainers(trx: Transaction, { hostId, at, tracked }: ContainerRows): Promise<void> {
  const { present, goneIds, droppedIds } = tracked;
  const rows = present.map(({ id, observation, asideOf }) => ({
    id,
    runtime_id: observation.runtimeId,
    name: observation.name,
    image_reference: observation.imageReference,
    image_digest: observation.imageDigest,
    image_id: observation.imageId,
    state: observation.state,
    health: observation.health,
    labels: observation.labels,
    compose_project: observation.composeProject,
    compose_service: observation.composeService,
    facts: observation.facts,
    aside_of: asideOf,
  }));
  await trx.raw(DROP_ASIDE, { ids: droppedIds });
  const ids = [...goneIds, ...droppedIds];
  await trx.raw('update containers set gone_at = :at where id = any(:ids::uuid[]) and gone_at is null', { at, ids });
  await trx.raw(WRITE_CONTAINERS, { hostId, at, rows: toStorableJson(rows) });
  await trx.raw(RESET_UPDATES, { ids: present.filter((each) => each.hasOtherImage).map(({ id }) => id) });
  await trx.raw(PRUNE, { hostId, days: GONE_DAYS });
}

const WRITE_RESOURCES = `
  insert into container_resources (id, host_id, kind, key, facts, first_seen_at, last_seen_at)
  select n.id, :hostId::uuid, n.kind, n.key, n.facts, :at::timestamptz, :at::timestamptz
    from jsonb_to_recordset(:rows::jsonb) as n (id uuid, kind text, key text, facts jsonb)
  on conflict (host_id, kind, key) do update
     set facts = excluded.facts, last_seen_at = excluded.last_seen_at, gone_at = null`;

export interface ResourceRows {
  readonly hostId: string;
  readonly at: string;
  readonly resources: readonly ResourceObservation[];
}

/** Writes all images, volumes, networks and projects of a host; the others are gone. */
export async function writeResources(trx: Transaction, { hostId, at, resources }: ResourceRows): Promise<void> {
  const rows = resources.map((resource) => ({ id: newId(), ...resource }));
  await trx.raw(WRITE_RESOURCES, { hostId, at, rows: toStorableJson(rows) });
  await trx.raw(
    `update container_resources set gone_at = :at where host_id = :hostId and gone_at is null and last_seen_at < :at`,
    { at, hostId },
  );
  await trx.raw(
    'delete from container_resources where host_id = :hostId and gone_at < now() - make_interval(days => :days)',
    { hostId, days: GONE_DAYS },
  );
}
