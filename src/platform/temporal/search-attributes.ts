import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * The search attributes of every Millwright workflow: what an operator can ask the Temporal Web UI for. They are never
 * encrypted, so they hold ids and closed words only.
 */
export const SEARCH_ATTRIBUTES = {
  domain: defineSearchAttributeKey('Domain', SearchAttributeType.KEYWORD),
  serverId: defineSearchAttributeKey('ServerId', SearchAttributeType.KEYWORD),
  containerId: defineSearchAttributeKey('ContainerId', SearchAttributeType.KEYWORD),
  site: defineSearchAttributeKey('Site', SearchAttributeType.KEYWORD),
  riskLevel: defineSearchAttributeKey('RiskLevel', SearchAttributeType.KEYWORD),
  phase: defineSearchAttributeKey('Phase', SearchAttributeType.KEYWORD),
  requestedBy: defineSearchAttributeKey('RequestedBy', SearchAttributeType.KEYWORD),
  correlationId: defineSearchAttributeKey('CorrelationId', SearchAttributeType.KEYWORD),
  awaitingHuman: defineSearchAttributeKey('AwaitingHuman', SearchAttributeType.BOOL),
  needsAttention: defineSearchAttributeKey('NeedsAttention', SearchAttributeType.BOOL),
  deadlineAt: defineSearchAttributeKey('DeadlineAt', SearchAttributeType.DATETIME),
} as const;

const TYPE_NAMES: Readonly<Record<string, string>> = { KEYWORD: 'Keyword', BOOL: 'Bool', DATETIME: 'Datetime' };

/** As the development server's command line and `temporal operator search-attribute` want them. */
export function listSearchAttributes(): { name: string; type: string }[] {
  return Object.values(SEARCH_ATTRIBUTES).map((key) => ({ name: key.name, type: TYPE_NAMES[key.type] ?? key.type }));
}
