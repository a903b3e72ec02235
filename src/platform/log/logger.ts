import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
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

/** Structured JSON logs on stdout (or `destination`), one line an event, secrets by field name removed. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
