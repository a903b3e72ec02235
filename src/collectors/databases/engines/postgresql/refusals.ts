import type { DatabaseFinding, DatabaseStatus } from '../../../../domain/inventory/database-instance.js';

/** What the server said instead of letting us in. */
export interface Refusal {
  readonly status: DatabaseStatus;
  readonly reason: string;
  readonly finding?: DatabaseFinding;
  /** Another attempt with TLS may do. */
  readonly tls?: true;
  /** Another database may do. */
  readonly otherDatabase?: true;
}

const EXHAUSTED = 'All connections for ordinary users are in use.';

/** By SQLSTATE (PostgreSQL manual, appendix A). */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  '28P01': { status: 'login_required', reason: 'It refused the login: user or password are wrong.' },
  '28000': {
    status: 'login_required',
    reason: 'It refused the login: pg_hba.conf allows no such user from this host, or the role may not log in.',
    tls: true,
  },
  '42501': {
    status: 'login_required',
    reason: 'The role may not connect to the database postgres.',
    otherDatabase: true,
  },
  '3D000': { status: 'unknown', reason: 'It has neither a database postgres nor template1.', otherDatabase: true },
  '53300': {
    status: 'online',
    reason: EXHAUSTED,
    finding: { severity: 'critical', code: 'connections_exhausted', message: EXHAUSTED },
  },
  '57P03': {
    status: 'starting',
    reason: 'It is starting up, shutting down or recovering, and takes no connections now.',
  },
  '57P01': { status: 'offline', reason: 'It is shutting down.' },
};

export const PASSWORD_WANTED: Refusal = {
  status: 'login_required',
  reason: 'It asks for a password. Give the database a login whose role is a member of pg_monitor.',
};
