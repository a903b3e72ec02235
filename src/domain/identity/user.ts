import { z } from 'zod';
import { ROLES } from './roles.js';

const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .meta({ description: 'Unique among users, whatever the case of its letters.', examples: ['Grace Hopper'] });
export const RoleName = z.enum(ROLES).meta({ id: 'Role', description: 'viewer, operator, approver or admin.' });

export const CreateUser = z.strictObject({ name, role: RoleName });

export const PatchUser = z
  .strictObject({ name: name.optional(), role: RoleName.optional() })
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');

export const User = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: RoleName,
    disabledAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'User' });

export type CreateUser = z.output<typeof CreateUser>;
export type PatchUser = z.output<typeof PatchUser>;
export type User = z.output<typeof User>;
