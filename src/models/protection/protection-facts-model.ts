import { Model } from 'objection';
import type { LiveFacts } from '../../domain/protection/risk/live-facts.js';

/** Table `protection_facts`: what the last look at a host told. */
export class ProtectionFactsModel extends Model {
  declare serverId: string;
  declare facts: LiveFacts;
  declare collectedAt: Date;

  static override tableName = 'protection_facts';
  static override idColumn = 'serverId';
  static override jsonAttributes = ['facts'];
}
