import type { RemoteError } from '../../../../platform/ssh/remote-errors.js';

/** What a server answered, each part a document or undefined when it was not answered. */
export interface MongodbAnswers {
  /** Needs no login. */
  readonly hello: unknown;
  readonly buildInfo: unknown;
  readonly serverStatus: unknown;
  readonly replSetStatus: unknown;
  /** Which members are hidden or delayed on purpose is told here only. */
  readonly replSetConfig: unknown;
  readonly databases: unknown;
  readonly errors: readonly RemoteError[];
}
