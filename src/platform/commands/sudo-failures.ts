import type { RemoteErrorClass } from '../ssh/remote-errors.js';

interface SudoFailure {
  readonly text: RegExp;
  readonly errorClass: RemoteErrorClass;
  readonly reason: string;
}

/**
 * sudo ends with 1 for its own failures as well as for many of its command's, and has no codes: its fixed texts
 * (LC_ALL=C) are all there is. Looked at only for exit code 1 behind sudo.
 */
export const SUDO_FAILURES: readonly SudoFailure[] = [
  {
    text: /^sudo: a password is required/m,
    errorClass: 'sudo_password_required',
    reason: 'sudo 1.7 and later with -n',
  },
  { text: /^sudo: (?:a terminal|no tty)/m, errorClass: 'sudo_password_required', reason: 'no terminal to ask at' },
  {
    text: /^sudo: interactive authentication is required/m,
    errorClass: 'sudo_password_required',
    reason: 'sudo-rs with -n',
  },
  { text: /^sudo: no password was provided/m, errorClass: 'sudo_refused', reason: 'wrong password, then end of input' },
  { text: /^sudo: \d+ incorrect password attempts?/m, errorClass: 'sudo_refused', reason: 'wrong password' },
  { text: /^sudo: (?:maximum \d+ incorrect|Authentication failed)/m, errorClass: 'sudo_refused', reason: 'sudo-rs' },
  { text: /is not in the sudoers file/m, errorClass: 'sudo_refused', reason: 'no rule for the user' },
  { text: /^sudo: I'm sorry /m, errorClass: 'sudo_refused', reason: 'no rule for the user, sudo-rs' },
  {
    text: /^Sorry, user \S+ (?:is not allowed to execute|may not run sudo)/m,
    errorClass: 'sudo_refused',
    reason: 'no rule for this command',
  },
  { text: /^sudo: sorry, you must have a tty/m, errorClass: 'sudo_refused', reason: 'requiretty' },
  { text: /^sudo: .*command not found/m, errorClass: 'command_not_found', reason: 'the tool behind sudo is missing' },
  { text: /^sudo: effective uid is not 0/m, errorClass: 'sudo_refused', reason: 'no setuid, e.g. in a container' },
  {
    text: /^sudo: (?:account validation failure|PAM )/m,
    errorClass: 'sudo_refused',
    reason: 'the account is locked or PAM refuses',
  },
];

/** The class of a failure of sudo itself, or null when the command behind it failed. */
export function classifySudoFailure(stderr: string): RemoteErrorClass | null {
  return SUDO_FAILURES.find(({ text }) => text.test(stderr))?.errorClass ?? null;
}
