/** What has a line of history of its own. */
export type TrackedType = 'storage_device' | 'storage_pool' | 'database' | 'certificate' | 'container' | 'host';

/** One line of history, before it has a time and a server. */
export interface ResourceEvent {
  readonly resourceType: TrackedType;
  /** null for the host itself. */
  readonly resourceId: string | null;
  /** Empty: the host's own name. */
  readonly resourceName: string;
  readonly kind: 'appeared' | 'gone' | 'returned' | 'changed';
  readonly field: string | null;
  /** Plain JSON; null when there was or is nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/** By field: the values whose change is told. */
export type WatchedFields = Readonly<Record<string, unknown>>;

type Subject = Pick<ResourceEvent, 'resourceType' | 'resourceId' | 'resourceName'>;

/** A life event: appeared, gone, returned. */
export function lifeEvent(subject: Subject, kind: 'appeared' | 'gone' | 'returned'): ResourceEvent {
  return { ...subject, kind, field: null, before: null, after: null };
}

/** An event for each field that differs; one that is absent on one side stands as null there. */
export function compareFields(subject: Subject, before: WatchedFields, after: WatchedFields): ResourceEvent[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) => {
    const [was, is] = [before[field] ?? null, after[field] ?? null];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ ...subject, kind: 'changed' as const, field, before: was, after: is }];
  });
}

/** Drops the fields that one side does not know: to learn something is no change. */
export function withoutUnknown(events: readonly ResourceEvent[], fields: ReadonlySet<string>): ResourceEvent[] {
  return events.filter(
    ({ field, before, after }) => field === null || !fields.has(field) || (before !== null && after !== null),
  );
}
