import { z } from 'zod';

export const RISK_LEVELS = ['none', 'low', 'medium', 'high', 'critical', 'forbidden'] as const;
export const RiskLevel = z.enum(RISK_LEVELS).meta({ id: 'RiskLevel' });
export type RiskLevel = z.infer<typeof RiskLevel>;

export const Risk = z.strictObject({ level: RiskLevel, reasons: z.array(z.string()) }).meta({ id: 'Risk' });
export type Risk = z.infer<typeof Risk>;

/** What would be done, shown to whoever decides. No secret is ever part of it. */
export const Plan = z
  .strictObject({
    steps: z.array(z.strictObject({ name: z.string(), text: z.string() })),
    /** Of everything the decision rests on: another hash is another plan. */
    hash: z.string(),
    blastRadius: z.array(
      z.strictObject({ type: z.string(), id: z.string().nullable(), name: z.string(), effect: z.string() }),
    ),
    checklist: z.array(z.strictObject({ id: z.string(), text: z.string(), required: z.boolean() })),
    alternatives: z.array(z.strictObject({ text: z.string(), command: z.string().nullable() })),
    rollback: z.strictObject({ possible: z.boolean(), text: z.string() }),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof Plan>;
