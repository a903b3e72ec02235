import {
  pino,
  stdSerializers,
  type DestinationStream,
  type Logger as PinoLogger,
  type LoggerOptions as PinoOptions,
} from 'pino';
import type { Redactor } from './redactor.js';

export type Logger = PinoLogger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
  /** Scrubs secrets by value from every line, in whatever field or stack they stand. */
  readonly redactor?: Redactor;
}

// Fields that hold secrets by their name, wherever they stand; values inside free text are the redactor's business.
const SECRET_FIELDS = [
  'password',
  'sudoPassword',
  'passphrase',
  'privateKey',
  'token',
  'authorization',
  'cookie',
  'secret',
  'masterKey',
];
const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.*.*.${field}`]);

// Of an error only what is ours or harmless: PostgreSQL's `detail` and `where` quote whole rows.
const ERROR_FIELDS = ['type', 'message', 'stack', 'code', 'errorClass', 'severity', 'table', 'constraint'];

function serializeError(error: Error): Record<string, unknown> {
  const all: Record<string, unknown> = { ...stdSerializers.err(error) };
  return Object.fromEntries(ERROR_FIELDS.filter((field) => field in all).map((field) => [field, all[field]]));
}

/** Structured JSON logs on stdout (or `destination`), one line an event, secrets removed by field name and by value. */
export function createLogger(options: LoggerOptions): Logger {
  const { redactor } = options;
  const settings: PinoOptions = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError },
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    ...(redactor === undefined ? {} : { hooks: { streamWrite: (line: string) => redactor.redact(line) } }),
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
