import { z } from 'zod';
import {
  DatabaseEngine,
  DatabaseFinding,
  DatabaseObservation,
  DatabaseStatus,
} from '../../domain/inventory/database-instance.js';

export const endpointSchema = DatabaseObservation.pick({
  engine: true,
  identity: true,
  address: true,
  port: true,
  socketPath: true,
  containerId: true,
  containerName: true,
  foundBy: true,
}).extend({
  runtime: z.enum(['docker', 'podman']).nullable(),
  /** certain: a process, a container or an earlier answer names it. assumed, suspected: to be confirmed by protocol. */
  certainty: z.enum(['certain', 'assumed', 'suspected']),
});
export type FoundEndpoint = z.infer<typeof endpointSchema>;

const measurementSchema = z.object({
  status: DatabaseStatus,
  statusReason: z.string().nullable(),
  version: z.string().nullable(),
  engine: DatabaseEngine.optional(),
  role: z.string().nullable(),
  details: z.record(z.string(), z.json()),
  findings: z.array(DatabaseFinding),
  values: z.record(z.string(), z.number().nullable()),
});
export type KeptMeasurement = z.infer<typeof measurementSchema>;

export const databaseSchema = z.object({
  endpoint: endpointSchema,
  /** present: found now. absent: was there, and nothing shows it now. unseen: what shows it did not answer. */
  presence: z.enum(['present', 'absent', 'unseen']),
  /** Why an absent one still counts, or how it is. */
  absence: z.object({ status: DatabaseStatus, reason: z.string() }).nullable(),
  /** Collections in a row without it. */
  missed: z.int().min(0),
  /** null: not measured yet. */
  measurement: measurementSchema.nullable(),
  /** What the collection before gave, whatever its status; only while a collection runs. */
  last: measurementSchema.nullable().optional(),
  /** Collections to come in which a server that wants a login, and has been given none, is not knocked at. */
  wait: z.int().min(0).optional(),
  /** The last one that was online, before `measurement`: what rates and changes are measured against. */
  lastGood: z.object({ measurement: measurementSchema, ageSeconds: z.number().min(0).nullable() }).nullable(),
});
export type KnownDatabase = z.infer<typeof databaseSchema>;

export const databasesFactsSchema = z.object({
  databases: z.array(databaseSchema),
  /** Everything that could tell of a database answered in full. */
  complete: z.boolean(),
  /** Ports that answered no protocol asked, with the collections to wait before they are asked again. */
  strangers: z.array(z.object({ port: z.int().min(1).max(65_535), wait: z.int().min(0) })),
});
export type DatabasesFacts = z.infer<typeof databasesFactsSchema>;
