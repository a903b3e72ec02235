import { readFile, rename, writeFile } from 'node:fs/promises';
import { generatePassword, makeScramVerifier } from './scram.js';

/** The roles of an embedded database. Names are fixed: other programs and backups refer to them. */
export const POSTGRES_ROLES = { superuser: 'postgres', owner: 'millwright_owner', application: 'millwright' } as const;
export const POSTGRES_DATABASE = 'millwright';

export type RoleKind = keyof typeof POSTGRES_ROLES;
export type PostgresPasswords = Readonly<Record<RoleKind, string>>;

export function generatePasswords(): PostgresPasswords {
  return { superuser: generatePassword(), owner: generatePassword(), application: generatePassword() };
}

/** undefined when the file is missing or not one of ours: the caller then makes new ones. */
export async function readPasswords(path: string): Promise<PostgresPasswords | undefined> {
  try {
    const { superuser, owner, application } = JSON.parse(await readFile(path, 'utf8')) as Partial<PostgresPasswords>;
    const given = [superuser, owner, application];
    if (given.some((one) => typeof one !== 'string' || one === '')) return undefined;
    return { superuser, owner, application } as PostgresPasswords;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writePasswords(path: string, passwords: PostgresPasswords): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(passwords), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}

export function makePostgresUrl(kind: RoleKind, password: string, port: number): string {
  const database = kind === 'superuser' ? 'postgres' : POSTGRES_DATABASE;
  return `postgres://${POSTGRES_ROLES[kind]}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * The owner may act as the application, which migrations need to hand partitioned tables over to it; the application
 * may not act as the owner, so that it cannot change its own audit trail.
 */
const CREATE_STATEMENTS: readonly string[] = [
  `create role ${POSTGRES_ROLES.owner} login`,
  `create role ${POSTGRES_ROLES.application} login`,
  `grant ${POSTGRES_ROLES.application} to ${POSTGRES_ROLES.owner}`,
  `create database ${POSTGRES_DATABASE} owner ${POSTGRES_ROLES.owner}`,
  `revoke all on database ${POSTGRES_DATABASE}, postgres, template1 from public`,
  `grant connect, temporary on database ${POSTGRES_DATABASE} to ${POSTGRES_ROLES.application}`,
];

/** Input of `postgres --single -j`: a statement ends with a semicolon and an empty line. Holds verifiers, no password. */
export function makeRoleScript(passwords: PostgresPasswords, create: boolean): string {
  const statements = create ? [...CREATE_STATEMENTS] : [];
  for (const [kind, role] of Object.entries(POSTGRES_ROLES) as [RoleKind, string][]) {
    statements.push(`alter role ${role} password '${makeScramVerifier(passwords[kind])}'`);
  }
  return statements.map((statement) => `${statement};\n\n`).join('');
}
