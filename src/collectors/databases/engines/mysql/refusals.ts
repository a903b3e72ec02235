import type { DatabaseStatus } from '../../../../domain/inventory/database-instance.js';

/** What an error number of the server, given instead of a session, says about it. */
export interface Refusal {
  readonly status: DatabaseStatus;
  readonly reason: string;
  /** A finding on top, critical. */
  readonly finding?: string;
  /** Another attempt with TLS may do. */
  readonly tls?: true;
}

const LOGIN = 'login_required';

/** Error numbers are the same in both families unless the text says otherwise. */
export const REFUSALS: Readonly<Record<number, Refusal>> = {
  1040: { status: 'online', reason: 'All its connections are in use.', finding: 'connections_exhausted' },
  1203: { status: 'online', reason: 'The user has all the connections that it may have.' },
  1226: { status: 'online', reason: 'The user has used up what its account allows.' },
  1044: { status: LOGIN, reason: 'It refused the login: the user may not use the database.' },
  1045: { status: LOGIN, reason: 'It refused the login: user or password are wrong.', tls: true },
  1698: { status: LOGIN, reason: 'It refused the login: this account is not for passwords (unix_socket).' },
  1820: { status: LOGIN, reason: 'The password has expired: set a new one.' },
  1862: { status: LOGIN, reason: 'The password has expired: set a new one.' },
  3118: { status: LOGIN, reason: 'The account is locked.' },
  4151: { status: LOGIN, reason: 'The account is locked (MariaDB).' },
  1130: { status: LOGIN, reason: 'It accepts no connection from this host: add an account for this host.' },
  1251: { status: LOGIN, reason: 'The account uses a way to log in that is not supported.' },
  3159: { status: LOGIN, reason: 'It accepts encrypted connections only.', tls: true },
  4083: { status: LOGIN, reason: 'It accepts encrypted connections only (MariaDB).', tls: true },
  1129: {
    status: 'unknown',
    reason: 'It blocks this host after too many failed connections: mysqladmin flush-hosts helps.',
  },
  1053: { status: 'offline', reason: 'It is shutting down.' },
};

/** Client-side codes of the driver with the same meaning. */
export const DRIVER_REFUSALS: Readonly<Record<string, Refusal>> = {
  AUTH_SWITCH_PLUGIN_ERROR: { status: LOGIN, reason: 'The account uses a way to log in that is not supported.' },
};
