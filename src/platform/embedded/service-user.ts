import { readFile } from 'node:fs/promises';
import { runProgram } from '../process/run-program.js';
import type { Progress } from './data-directory.js';

/** The account PostgreSQL runs under. */
export interface ServiceUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Accounts in order of preference; PostgreSQL itself refuses to run as root. */
export interface ServiceUserNames {
  readonly existing: string;
  /** Made when there is no `existing` one. */
  readonly created: string;
  /** When none can be made. */
  readonly last: string;
}

const NAMES: ServiceUserNames = { existing: 'postgres', created: 'millwright-pg', last: 'nobody' };
const ADMIN_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Programs that make a system account, tried in this order. */
const CREATORS: readonly ((name: string) => { file: string; args: string[] })[] = [
  (name) => ({ file: 'useradd', args: ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name] }),
  (name) => ({ file: 'adduser', args: ['-S', '-D', '-H', '-s', '/sbin/nologin', name] }),
];

/** Looks an account up by name or by uid; undefined when there is none. */
export async function findUser(nameOrUid: string | number): Promise<ServiceUser | undefined> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [name = '', , uid, gid] = line.split(':');
    if (name !== '' && (name === nameOrUid || Number(uid) === nameOrUid)) {
      return { name, uid: Number(uid), gid: Number(gid) };
    }
  }
  return undefined;
}

/** The service account to use when we are root, made if need be (and said so). */
export async function chooseServiceUser(progress: Progress, names: ServiceUserNames = NAMES): Promise<ServiceUser> {
  const present = (await findUser(names.existing)) ?? (await findUser(names.created));
  if (present !== undefined) return present;
  progress(`PostgreSQL does not run as root: creating the system user ${names.created} for it`);
  for (const creator of CREATORS) {
    const { file, args } = creator(names.created);
    await runProgram({ file, args, environment: { PATH: ADMIN_PATH, LC_ALL: 'C' }, timeoutMs: 30_000 });
    const made = await findUser(names.created);
    if (made !== undefined) return made;
  }
  progress(`The system user ${names.created} could not be created; PostgreSQL runs as ${names.last}`);
  return (await findUser(names.last)) ?? { name: names.last, uid: 65_534, gid: 65_534 };
}
