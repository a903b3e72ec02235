import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Tools for a host where the login user is not root and sudo asks for a password. */
export interface SudoTools {
  /** For the front of the host's PATH. */
  readonly directory: string;
  /** How often sudo was given the right password, and how often another one. */
  readCounts(): Promise<{ accepted: number; refused: number }>;
  remove(): Promise<void>;
}

/** It waits a little with the password read, so that whoever looks at the processes has something to see. */
const SUDO = `#!/bin/sh
mode=ask
while [ $# -gt 0 ]; do
  case $1 in -n) mode=never ;; -S) mode=stdin ;; -p) shift ;; --) shift; break ;; -*) ;; *) break ;; esac
  shift
done
if [ $mode = never ]; then echo 'sudo: a password is required' >&2; exit 1; fi
IFS= read -r given
sleep 0.7
if [ "$(printf %s "$given" | sha256sum | cut -c 1-64)" = DIGEST ]; then echo accepted >>LOG; exec "$@"; fi
echo refused >>LOG
echo 'sudo: 1 incorrect password attempt' >&2
exit 1
`;
const ID = `#!/bin/sh
case $1 in -u) echo 1000 ;; *) echo operator ;; esac
`;

/** Real passwords of the machine are none of a test's business: this sudo knows one of its own, by its digest. */
export async function makeSudoTools(password: string): Promise<SudoTools> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sudo-host-'));
  await chmod(directory, 0o755);
  const log = path.join(directory, 'sudo.log');
  const digest = createHash('sha256').update(password).digest('hex');
  await writeFile(path.join(directory, 'sudo'), SUDO.replace('DIGEST', digest).replaceAll('LOG', log));
  await writeFile(path.join(directory, 'id'), ID);
  await Promise.all(['sudo', 'id'].map((tool) => chmod(path.join(directory, tool), 0o755)));
  return {
    directory,
    async readCounts() {
      const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n');
      const count = (word: string): number => lines.filter((line) => line === word).length;
      return { accepted: count('accepted'), refused: count('refused') };
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
