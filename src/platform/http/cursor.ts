import { createHmac, timingSafeEqual } from 'node:crypto';
import { MillwrightError } from '../errors/millwright-error.js';
import { canonicalJson } from './canonical-json.js';

/** Position in a list: the sort values and the id of the last item shown. */
export type PageKey = Readonly<Record<string, string | number>>;

/** What a cursor is good for: one list under one set of filters. */
export interface CursorScope {
  /** The list's name, usually the operation id. */
  readonly list: string;
  readonly filters: Readonly<Record<string, unknown>>;
}

export interface CursorCodec {
  encode(scope: CursorScope, key: PageKey): string;
  /** Throws `bad_cursor` for anything that `encode` did not make for this very scope. */
  decode(scope: CursorScope, cursor: string): PageKey;
}

const TAG_BYTES = 16;
const MAX_CURSOR_LENGTH = 4096;

/** Cursors are opaque and signed: a caller can neither read a meaning into one nor make one up. `key`: 32 bytes. */
export function createCursorCodec(key: Buffer): CursorCodec {
  const sign = (scope: CursorScope, payload: string): Buffer =>
    createHmac('sha256', key)
      .update(canonicalJson([scope.list, scope.filters, payload]))
      .digest()
      .subarray(0, TAG_BYTES);
  return {
    encode(scope, pageKey) {
      const payload = JSON.stringify(pageKey);
      return Buffer.concat([sign(scope, payload), Buffer.from(payload, 'utf8')]).toString('base64url');
    },
    decode(scope, cursor) {
      if (cursor.length > MAX_CURSOR_LENGTH) throw badCursor();
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.length <= TAG_BYTES) throw badCursor();
      const payload = bytes.subarray(TAG_BYTES).toString('utf8');
      if (!timingSafeEqual(sign(scope, payload), bytes.subarray(0, TAG_BYTES))) throw badCursor();
      return JSON.parse(payload) as PageKey;
    },
  };
}

function badCursor(): MillwrightError {
  return new MillwrightError('bad_cursor', 'The cursor was not given out for this list with these filters.');
}
