import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface LoginUser {
  readonly name: string;
  readonly password: string;
  remove(): Promise<void>;
}

export interface LoginUserOptions {
  readonly shell?: string;
  /** May become root by sudo without a password. */
  readonly passwordlessSudo?: boolean;
}

const run = promisify(execFile);

async function hashPassword(password: string): Promise<string> {
  // By stdin: what is in an argument list, everybody on the machine can read.
  const hashing = run('openssl', ['passwd', '-6', '-stdin']);
  hashing.child.stdin?.end(`${password}\n`);
  return (await hashing).stdout.trim();
}

/** A system user with a password and no home, for logins that are not root's. Needs root; removed at the end. */
export async function createLoginUser(options: LoginUserOptions = {}): Promise<LoginUser> {
  if (process.getuid?.() !== 0) throw new Error('Only root can create the user that this test logs in as');
  const name = `sshd-test-${randomBytes(4).toString('hex')}`;
  const password = randomBytes(12).toString('base64url');
  const sudoers = `/etc/sudoers.d/${name}`;
  const shell = options.shell ?? '/bin/bash';
  await run('useradd', ['--no-create-home', '--shell', shell, '--password', await hashPassword(password), name]);
  if (options.passwordlessSudo === true) await writeFile(sudoers, `${name} ALL=(ALL) NOPASSWD: ALL\n`, { mode: 0o440 });
  const remove = async (): Promise<void> => {
    await rm(sudoers, { force: true });
    await run('userdel', ['--force', name]);
  };
  return { name, password, remove };
}
