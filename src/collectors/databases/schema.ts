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
  /** Of the package, or by the tag of the image, that it is of: what is known for as long as it does not tell a version itself. */
  packageVersion: z.string().nullable().optional(),
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

const refusalSchema = z.object({
  /** Tells logins apart, and nothing about them; null: none was given. */
  login: z.string().nullable(),
  /** In a row, with this login. */
  count: z.int().min(1),
  /** Collections to come in which it is left alone. */
  wait: z.int().min(0),
});
export type LoginRefusal = z.infer<typeof refusalSchema>;

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
  /** While a server refuses the login, or wants one and was given none: it is not knocked at in every collection. */
  refusal: refusalSchema.nullable().optional(),
  /** The last one that was online, before `measurement`: what rates and changes are measured against. */
  lastGood: z.object({ measurement: measurementSchema, ageSeconds: z.number().min(0).nullable() }).nullable(),
});
export type KnownDatabase = z.infer<typeof databaseSchema>;

export const databasesFactsSchema = z.object({
  databases: z.array(databaseSchema),
  /** Installed servers, with the collections to wait before the package manager is asked again; null: it never told. */
  packages: z
    .object({
      installed: z.array(z.object({ engine: DatabaseEngine, name: z.string(), version: z.string() })).nullable(),
      wait: z.int().min(0),
    })
    .optional(),
  /** Everything that could tell of a database answered in full. */
  complete: z.boolean(),
  /** Ports that answered no protocol asked, with the collections to wait before they are asked again. */
  strangers: z.array(z.object({ port: z.int().min(1).max(65_535), wait: z.int().min(0) })),
});
export type DatabasesFacts = z.infer<typeof databasesFactsSchema>;
