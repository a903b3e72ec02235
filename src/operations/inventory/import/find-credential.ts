import { ServerCredentialModel } from '../../../models/credentials/server-credential-model.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import type { ImportedHost } from './imported-host.js';

export type CredentialFinder = (host: ImportedHost) => { readonly id: string } | { readonly problem: string };

/**
 * Which stored credential a host means: the one it names, else the only one with its login user, else the default.
 * A login user that fits none is told: logging in as somebody else would be a surprise.
 */
export async function createCredentialFinder(
  trx: Transaction,
  defaultId: string | undefined,
): Promise<CredentialFinder> {
  const rows = await ServerCredentialModel.query(trx).select('id', 'name', 'loginUser');
  const fallback = rows.find((row) => row.id === defaultId);
  if (defaultId !== undefined && fallback === undefined) {
    throw new MillwrightError('unprocessable', `There is no server credential ${defaultId}.`, {
      errors: [{ path: 'credentialId', message: 'there is no server credential with this id' }],
    });
  }
  return (host) => {
    if (host.credential !== undefined) {
      const named = rows.find((row) => row.name.toLowerCase() === host.credential?.toLowerCase());
      return named ?? { problem: `there is no server credential named "${host.credential}"` };
    }
    if (host.user === undefined || fallback?.loginUser === host.user) {
      return fallback ?? { problem: 'names no credential, and the import gives none by credentialId' };
    }
    const fitting = rows.filter((row) => row.loginUser === host.user);
    const [only] = fitting;
    if (only !== undefined && fitting.length === 1) return only;
    const count = fitting.length === 0 ? 'no' : `${fitting.length}`;
    return { problem: `${count} server credential(s) log in as "${host.user}": make one, or name it in the entry` };
  };
}
