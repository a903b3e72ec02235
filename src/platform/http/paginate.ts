import type { CursorCodec, PageKey } from './cursor.js';

export const DEFAULT_PAGE_LIMIT = 50;
export const MAX_PAGE_LIMIT = 500;

export interface Page<Item> {
  readonly items: Item[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

export interface PageRead<Key> {
  /** One more than the page shows: the surplus row tells that there is a next page. */
  readonly limit: number;
  /** Absent on the first page. */
  readonly after?: Key;
}

export interface PaginateOptions<Item, Key extends PageKey> {
  readonly list: string;
  readonly limit: number;
  readonly cursor: string | undefined;
  /** Everything that narrows the list; `undefined` members count as absent. */
  readonly filters: Readonly<Record<string, unknown>>;
  /**
   * The sort values of an item, in a precision that loses nothing, and its id. Annotate the parameter or name a
   * function: `Key` comes from it.
   */
  keyOf(item: NoInfer<Item>): Key;
  /** Rows strictly after the key in the list's order. */
  read(page: PageRead<Key>): Promise<readonly Item[]>;
}

/**
 * Keyset pagination over any reader. Sort keys must be total: end with the id. A `timestamptz` must be given as text
 * with its microseconds (or sorted by a UUIDv7 instead): a JavaScript Date would skip or repeat rows at the page's edge.
 */
export async function paginate<Item, Key extends PageKey>(
  codec: CursorCodec,
  options: PaginateOptions<Item, Key>,
): Promise<Page<Item>> {
  const scope = { list: options.list, filters: options.filters };
  // The signature vouches that the key is one that `keyOf` of this list made.
  const after = options.cursor === undefined ? undefined : (codec.decode(scope, options.cursor) as Key);
  const rows = await options.read({ limit: options.limit + 1, ...(after === undefined ? {} : { after }) });
  const items = rows.slice(0, options.limit);
  const last = items.at(-1);
  const more = rows.length > options.limit && last !== undefined;
  return { items, nextCursor: more ? codec.encode(scope, options.keyOf(last)) : null };
}
