import { z } from 'zod';
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT } from '../platform/http/paginate.js';

/** Path parameters of a resource with a UUID. */
export const IdParams = z.object({ id: z.uuid() });

interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

/** An integer in a query string: plain digits, so that `1e3`, `0x10` and an empty value are refused. */
export function queryInteger({ min, max }: IntegerRange) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({ override: { type: 'integer', minimum: min, maximum: max, pattern: undefined } });
}

/** `true` or `false` in a query string. */
export function queryBoolean() {
  return z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .meta({ override: { type: 'boolean', enum: undefined } });
}

/** `limit` and `cursor`; spread into the query of every list: `z.object({ ...pageQuery, name: … })`. */
export const pageQuery = {
  limit: queryInteger({ min: 1, max: MAX_PAGE_LIMIT })
    .default(DEFAULT_PAGE_LIMIT)
    .meta({ description: `Items per page, 1 to ${MAX_PAGE_LIMIT}.`, override: { default: DEFAULT_PAGE_LIMIT } }),
  cursor: z.string().min(1).max(4096).optional().meta({ description: '`nextCursor` of the page before.' }),
};

/** The answer of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
  });
}
