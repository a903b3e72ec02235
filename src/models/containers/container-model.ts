import { Model } from 'objection';
import type { ContainerFacts } from '../../domain/containers/discovery/container-observation.js';

/** Table `containers`: a container by its name on its host, whatever engine id it has at the moment. */
export class ContainerModel extends Model {
  declare id: string;
  declare hostId: string;
  declare runtimeId: string;
  declare name: string;
  declare imageReference: string;
  declare imageDigest: string | null;
  declare imageId: string;
  declare state: string;
  declare health: 'healthy' | 'unhealthy' | 'starting' | 'none' | 'unknown';
  declare labels: Record<string, string>;
  declare composeProject: string | null;
  declare composeService: string | null;
  declare facts: ContainerFacts;
  /** The container of which this is the original or the candidate while an update runs. */
  declare asideOf: string | null;
  declare firstSeenAt: Date;
  declare lastSeenAt: Date;
  declare goneAt: Date | null;
  declare updateStatus: 'current' | 'available' | 'unknown' | 'held';
  declare updateCandidate: { reference: string; digest: string; kind: 'digest' | 'patch' | 'minor' | 'major' } | null;
  declare updateReason: string | null;
  declare updateCheckedAt: Date | null;

  static override tableName = 'containers';
  static override jsonAttributes = ['labels', 'facts', 'updateCandidate'];
}
