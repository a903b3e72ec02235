import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** The same names and types as in platform/temporal, which the sandbox cannot load; a test holds them together. */
export const ATTRIBUTES = {
  phase: defineSearchAttributeKey('Phase', SearchAttributeType.KEYWORD),
  riskLevel: defineSearchAttributeKey('RiskLevel', SearchAttributeType.KEYWORD),
  awaitingHuman: defineSearchAttributeKey('AwaitingHuman', SearchAttributeType.BOOL),
  needsAttention: defineSearchAttributeKey('NeedsAttention', SearchAttributeType.BOOL),
  deadlineAt: defineSearchAttributeKey('DeadlineAt', SearchAttributeType.DATETIME),
} as const;
