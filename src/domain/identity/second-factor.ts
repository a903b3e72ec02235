import { z } from 'zod';

export const SecondFactorCode = z
  .string()
  .regex(/^\d{6}$/)
  .meta({ description: 'The present six digits of the authenticator; each counts once.', examples: ['492039'] });

export const SecondFactor = z
  .object({ confirmedAt: z.iso.datetime().nullable().meta({ description: 'Null: there is none that counts.' }) })
  .meta({ id: 'SecondFactor' });
export type SecondFactor = z.output<typeof SecondFactor>;

export const SecondFactorSecret = z
  .object({
    secret: z.string().meta({ description: 'Base32, for authenticators that take it typed.' }),
    uri: z.string().meta({ description: '`otpauth://…`, for a QR code.' }),
  })
  .meta({ id: 'SecondFactorSecret' });
export type SecondFactorSecret = z.output<typeof SecondFactorSecret>;

export const GivenCode = z.strictObject({ code: SecondFactorCode });
