import type { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { Row, Settings } from './rows.js';

/** What a server answered. A query that failed left its part undefined and an error. */
export interface MysqlAnswers {
  /** As the server writes it: `10.11.6-MariaDB-0+deb12u1-log`. */
  readonly versionText: string | undefined;
  readonly comment: string | undefined;
  readonly status: Settings | undefined;
  readonly variables: Settings | undefined;
  /** Of `SHOW REPLICA STATUS` and its older forms. Empty: it replicates from nobody. */
  readonly channels: readonly Row[] | undefined;
  /** From `information_schema.innodb_metrics`, where the status has none. */
  readonly historyListLength: string | undefined;
  readonly errors: readonly RemoteError[];
}
