import { Model } from 'objection';
import type { WatchedValues } from '../../domain/inventory/observations.js';

/** What was stored last of one kind of a collector's answers. */
export interface StoredDigest {
  readonly digest: string;
  /** The tick it was stored at: ISO 8601 in UTC with milliseconds. */
  readonly at: string;
}

/** Table `collector_states`: what each collector left behind on each server. */
export class CollectorStateModel extends Model {
  declare serverId: string;
  declare collector: string;
  declare facts: unknown;
  declare watched: WatchedValues;
  declare digests: Record<string, StoredDigest>;
  declare collectedAt: Date;
  declare succeededAt: Date | null;

  static override tableName = 'collector_states';
  static override idColumn = ['serverId', 'collector'];
  static override jsonAttributes = ['facts', 'watched', 'digests'];
}
