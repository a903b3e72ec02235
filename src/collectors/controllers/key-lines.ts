const MAX_LINE = 1000;
const MAX_FIELDS = 200;

/** The fields of one thing in a text listing, by their names in lower case. */
export type Fields = Map<string, string>;

/** `Key : value`, `Key: value`, `Key :value`; keys have colons of their own, as in `Reported Channel,Device(T:L)`. */
export function readKeyLine(line: string): { readonly key: string; readonly value: string } | undefined {
  const text = line.slice(0, MAX_LINE);
  const apart = /\s:|:\s|:$/.exec(text);
  const colon = apart === null ? text.indexOf(':') : text.indexOf(':', apart.index);
  const key = text.slice(0, Math.max(0, colon)).trim().toLowerCase();
  return key === '' ? undefined : { key, value: text.slice(colon + 1).trim() };
}

/** Adds a line's field; of a name that comes twice, the first counts. */
export function addField(fields: Fields, line: string): void {
  const field = readKeyLine(line);
  if (field === undefined || fields.size >= MAX_FIELDS || fields.has(field.key)) return;
  fields.set(field.key, field.value);
}
