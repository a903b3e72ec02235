import type { Random } from './api-fuzz-random.js';

/** The part of JSON Schema that the document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
}

export interface GenerateOptions {
  readonly random: Random;
  /** Components of the document, for `$ref`. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** An id that exists, for fields that refer to something. */
  readonly knownId?: (field: string) => string | undefined;
  /** The property that the value is for. */
  readonly field?: string;
}

const MAX_DEPTH = 8;

export const HOSTILE_STRINGS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '..',
  '../../etc/passwd',
  "'; drop table users; --",
  '$(reboot)',
  '`id`',
  '%00',
  '%',
  '\\',
  '"',
  '\n\r\t',
  '\u202eabc',
  '\ufeff',
  '💥'.repeat(50),
  'x'.repeat(5_000),
  '-1',
  '0',
  'NaN',
  '1e309',
  'null',
  'undefined',
  '[object Object]',
  '__proto__',
  'constructor',
  '{"$gt":""}',
  '${7*7}',
  '<script>alert(1)</script>',
  '00000000-0000-0000-0000-000000000000',
  '9999-12-31T23:59:59.999Z',
  '-271821-04-20T00:00:00Z',
];

const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  [],
  {},
  [null],
  { $ref: '#' },
  '\ud800',
  ...HOSTILE_STRINGS,
];

/** A value that fits the schema, as far as the schema says it (patterns are guessed at). */
export function generateValue(schema: JsonSchema, options: GenerateOptions, depth = 0): unknown {
  const { random } = options;
  const resolved = resolve(schema, options);
  if (resolved.const !== undefined) return resolved.const;
  if (resolved.enum !== undefined) return random.pick(resolved.enum);
  const branches = resolved.anyOf ?? resolved.oneOf;
  if (branches !== undefined) return generateValue(random.pick(branches), options, depth + 1);
  if (resolved.allOf !== undefined) {
    return Object.assign({}, ...resolved.allOf.map((part) => generateValue(part, options, depth + 1) as object));
  }
  if (resolved.examples !== undefined && random.chance(0.4)) return random.pick(resolved.examples);
  const type = typeof resolved.type === 'object' ? random.pick(resolved.type) : resolved.type;
  return (GENERATORS[type ?? 'any'] ?? GENERATORS['any']!)(resolved, options, depth);
}

function resolve(schema: JsonSchema, options: GenerateOptions): JsonSchema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolve(options.schemas[name] ?? {}, options);
}

type Generator = (schema: JsonSchema, options: GenerateOptions, depth: number) => unknown;

const GENERATORS: Readonly<Record<string, Generator>> = {
  string: generateString,
  integer: (schema, { random }) =>
    random.integer(schema.minimum ?? -10, Math.min(schema.maximum ?? 1_000_000, 2 ** 53)),
  number: (schema, { random }) =>
    (schema.minimum ?? -10) + random.next() * ((schema.maximum ?? 1_000) - (schema.minimum ?? -10)),
  boolean: (_schema, { random }) => random.chance(0.5),
  null: () => null,
  array: generateArray,
  object: generateObject,
  any: (_schema, { random }) => random.pick(HOSTILE_VALUES),
};

/** Far around now, and the weeks to come, which most requests mean. */
const SPANS_MS: readonly (readonly [number, number])[] = [
  [-1e10, 1e10],
  [60_000, 1e9],
];

const FORMATS: Readonly<Record<string, (random: Random) => string>> = {
  uuid: (random) => random.uuid(),
  'date-time': (random) => new Date(Date.now() + random.integer(...random.pick(SPANS_MS))).toISOString(),
  date: () => '2026-02-28',
  email: (random) => `a${random.integer(0, 99)}@example.org`,
  uri: () => 'https://127.0.0.1:1/x',
  ipv4: () => '127.0.0.1',
};

function generateString(schema: JsonSchema, { random, knownId, field = '' }: GenerateOptions): string {
  const id = schema.format === 'uuid' && random.chance(0.6) ? knownId?.(field) : undefined;
  if (id !== undefined) return id;
  const known = FORMATS[schema.format ?? ''];
  if (known !== undefined) return known(random);
  const min = schema.minLength ?? 0;
  const max = Math.min(schema.maxLength ?? 60, min + 60);
  if (schema.pattern !== undefined) return guessPattern(schema.pattern, random) ?? random.text(min, max);
  return random.text(min, max);
}

/** Common shapes; what matches none of them is sent as a near miss. */
function guessPattern(pattern: string, random: Random): string | undefined {
  const candidates = [
    `n${random.integer(0, 99_999)}`,
    String(random.integer(0, 500)),
    'containers:read',
    '*:write',
    `SHA256:${'A'.repeat(43)}`,
    'a'.repeat(64),
    String(random.integer(100_000, 999_999)),
    'a.b-c',
  ];
  try {
    const expression = new RegExp(pattern, 'u');
    return candidates.find((candidate) => expression.test(candidate));
  } catch {
    return undefined;
  }
}

function generateArray(schema: JsonSchema, options: GenerateOptions, depth: number): unknown[] {
  const min = schema.minItems ?? 0;
  const length = depth > MAX_DEPTH ? min : options.random.integer(min, Math.min(schema.maxItems ?? min + 3, min + 3));
  return Array.from({ length }, () => generateValue(schema.items ?? {}, options, depth + 1));
}

function generateObject(schema: JsonSchema, options: GenerateOptions, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const needed = schema.required?.includes(name) ?? false;
    if (needed || (depth < MAX_DEPTH && options.random.chance(0.5))) {
      result[name] = generateValue(property, { ...options, field: name }, depth + 1);
    }
  }
  if (typeof schema.additionalProperties === 'object' && depth < MAX_DEPTH) {
    const count = options.random.integer(0, 3);
    for (let index = 0; index < count; index += 1) {
      result[`k${options.random.integer(0, 99)}`] = generateValue(schema.additionalProperties, options, depth + 1);
    }
  }
  return result;
}

/** One thing wrong with a valid value: a field gone, added, or of another kind, somewhere in it. */
export function spoil(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.1)) return random.pick(HOSTILE_VALUES);
  if (Array.isArray(value)) {
    if (value.length === 0) return [random.pick(HOSTILE_VALUES)];
    const at = random.integer(0, value.length - 1);
    return value.map((item: unknown, index) => (index === at ? spoil(item, random) : item));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || random.chance(0.15))
    return { ...value, [random.text(1, 10)]: random.pick(HOSTILE_VALUES) };
  const at = random.integer(0, entries.length - 1);
  if (random.chance(0.25)) return Object.fromEntries(entries.filter((_entry, index) => index !== at));
  return Object.fromEntries(entries.map(([key, item], index) => [key, index === at ? spoil(item, random) : item]));
}
