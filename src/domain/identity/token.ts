import { z } from 'zod';
import { Scope } from './scopes.js';

export const TOKEN_KINDS = ['human', 'service', 'ai'] as const;

const kind = z.enum(TOKEN_KINDS).meta({ description: 'Who holds it: a person, a program, or an AI assistant.' });

export const CreateToken = z.strictObject({
  userId: z.uuid(),
  name: z.string().trim().min(1).max(200),
  kind,
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'After this moment the token is refused. Absent: it does not expire.' }),
  scopes: z
    .array(Scope)
    .max(50)
    .default([])
    .meta({ description: 'Narrows the token to these; empty: all that the role of its user allows.' }),
});

export const Token = z
  .object({
    id: z.uuid(),
    userId: z.uuid(),
    name: z.string(),
    kind,
    hint: z.string().meta({ description: 'Its first characters, to tell tokens apart.' }),
    scopes: z.array(z.string()),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Token' });

export const CreatedToken = Token.extend({
  token: z.string().meta({ description: 'The token itself. It is shown here once and never again.' }),
}).meta({ id: 'CreatedToken' });

export type CreateToken = z.output<typeof CreateToken>;
export type Token = z.output<typeof Token>;
export type CreatedToken = z.output<typeof CreatedToken>;
