import { z } from 'zod';

/**
 * Every environment variable Millwright reads, in one table: the documentation (docs/configuration.md), the validation
 * and the error messages come from it. `secret` ones may also be given as a file by NAME_FILE.
 */
export interface Variable {
  readonly name: string;
  readonly summary: string;
  /** A value that would be accepted; shown in error messages. */
  readonly example: string;
  readonly schema: z.ZodType<unknown, string | undefined>;
  readonly secret?: boolean;
}

const port = z.coerce.number<string | undefined>().int().min(1).max(65_535);
const text = z.string().min(1);
const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((value) => value === 'true' || value === '1' || value === 'yes');
const switchOrAuto = z.union([z.literal('auto'), flag]);

const define = <T extends Record<string, Variable>>(table: T): T => table;

export const VARIABLES = define({
  host: {
    name: 'HOST',
    summary: 'Address the API listens on. Nothing listens beyond the loopback unless this says so.',
    example: '127.0.0.1',
    schema: text.default('127.0.0.1'),
  },
  port: { name: 'PORT', summary: 'Port of the API.', example: '8080', schema: port.default(8080) },
  dataDirectory: {
    name: 'MILLWRIGHT_DATA_DIR',
    summary: 'Embedded database, Temporal’s file, logs, generated master key.',
    example: './.millwright',
    schema: text.default('./.millwright'),
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    summary: 'PostgreSQL to use instead of the embedded one (the application’s login).',
    example: 'postgres://millwright@db.internal:5432/millwright',
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    secret: true,
  },
  databaseOwnerUrl: {
    name: 'DATABASE_OWNER_URL',
    summary:
      'Login of the role that owns the schema, used by migrations only. Without it DATABASE_URL does both, and the application could then alter its own audit trail.',
    example: 'postgres://millwright_owner@db.internal:5432/millwright',
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    secret: true,
  },
  temporalAddress: {
    name: 'TEMPORAL_ADDRESS',
    summary: 'Temporal to use instead of the embedded development server.',
    example: 'temporal.internal:7233',
    schema: z
      .string()
      .regex(/^[^\s:]+:\d+$/, 'must be host:port')
      .optional(),
  },
  temporalNamespace: {
    name: 'TEMPORAL_NAMESPACE',
    summary: 'Temporal namespace.',
    example: 'default',
    schema: text.default('default'),
  },
  temporalUiUrl: {
    name: 'TEMPORAL_UI_URL',
    summary: 'Base of the links to the Temporal Web UI.',
    example: 'http://127.0.0.1:8233',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  masterKey: {
    name: 'MILLWRIGHT_MASTER_KEY',
    summary: '32 bytes, base64. Generated into the data directory (mode 600) when neither this nor the file is given.',
    example: '`openssl rand -base64 32`',
    schema: text.optional(),
    secret: true,
  },
  adminToken: {
    name: 'MILLWRIGHT_ADMIN_TOKEN',
    summary: 'The first admin’s API token; generated and printed once when not given.',
    example: '`openssl rand -hex 32`',
    schema: z.string().min(24, 'must have at least 24 characters').optional(),
    secret: true,
  },
  url: {
    name: 'MILLWRIGHT_URL',
    summary: 'The API that `millwright run` and `millwright approvals` talk to; default: this machine’s.',
    example: 'https://millwright.internal',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  token: {
    name: 'MILLWRIGHT_TOKEN',
    summary: 'The API token with which `millwright run` and `millwright approvals` act.',
    example: 'the token that POST /api/tokens showed',
    schema: text.optional(),
    secret: true,
  },
  taskQueue: {
    name: 'TASK_QUEUE',
    summary: 'The site this worker serves.',
    example: 'berlin',
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be lower-case letters, digits, dot, dash or underscore')
      .default('default'),
  },
  cacheDirectory: {
    name: 'MILLWRIGHT_CACHE_DIR',
    summary: 'Built and downloaded tools.',
    example: '~/.cache/millwright',
    schema: text.optional(),
  },
  enrolLocalhost: {
    name: 'MILLWRIGHT_ENROL_LOCALHOST',
    summary: 'Enrol the own machine on the first start.',
    example: 'true',
    schema: flag.default(true),
  },
  webUiDecideMaxLevel: {
    name: 'WEB_UI_DECIDE_MAX_LEVEL',
    summary: 'Highest risk level that a signal from the Temporal Web UI may decide.',
    example: 'medium',
    schema: z.enum(['none', 'low', 'medium', 'high', 'critical']).default('medium'),
  },
  enableTrivy: {
    name: 'ENABLE_TRIVY',
    summary: 'Vulnerability scans; auto: on when a trivy binary is found.',
    example: 'auto',
    schema: switchOrAuto.default('auto'),
  },
  enableK8s: { name: 'ENABLE_K8S', summary: 'Kubernetes hosts.', example: 'false', schema: flag.default(false) },
  enableContainerAi: {
    name: 'ENABLE_CONTAINER_AI',
    summary: 'Let a model read release notes for recommendations.',
    example: 'false',
    schema: flag.default(false),
  },
  metricsPort: {
    name: 'MILLWRIGHT_WORKER_PORT',
    summary: 'Port of a separate worker’s health and metrics; unset: a free one, printed at start.',
    example: '8081',
    schema: port.optional(),
  },
  requestsPerMinute: {
    name: 'MILLWRIGHT_RATE_LIMIT',
    summary: 'API requests a token may make in a minute.',
    example: '6000',
    schema: z.coerce.number<string | undefined>().int().min(10).max(1_000_000).default(6000),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    summary: 'trace, debug, info, warn, error or silent.',
    example: 'info',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  },
});
