import { v7 } from 'uuid';

/** A new UUIDv7: sortable by time of creation, so that primary keys stay local in the index. */
export function newId(): string {
  return v7();
}
