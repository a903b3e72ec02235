import { RemoteError } from '../ssh/remote-errors.js';
import type { HostCapabilities } from './command.js';

/** What a person set for sudo; null or undefined: it is found out. */
export type SudoSetting = HostCapabilities['sudo'] | null | undefined;

/** Why sudo cannot be used, as detection keeps it; null when it can or there is none. */
export function sudoProblemOf(detected: HostCapabilities | null): string | null {
  return (detected as { readonly sudoProblem?: string | null } | null)?.sudoProblem ?? null;
}

/**
 * What a person set wins over what was detected, but for a password that was tried in vain: with every command it would
 * count as one more attempt, until the account is locked. A sudo that is free for some commands only is refused when it
 * is tried with another one, so that `passwordless` holds whatever was detected.
 */
export function withSudoSetting(detected: HostCapabilities, setting: SudoSetting): HostCapabilities {
  if (setting === null || setting === undefined) return detected;
  return setting === 'password' && sudoProblemOf(detected) !== null ? detected : { ...detected, sudo: setting };
}

/** A password that somebody counts on and that does not work is one error of the host, not one of each command. */
export function sudoFailure(
  detected: HostCapabilities,
  setting: SudoSetting,
  hasPassword: boolean,
): RemoteError | null {
  const problem = sudoProblemOf(detected);
  const wanted = setting === null || setting === undefined ? hasPassword : setting === 'password';
  if (problem === null || !wanted) return null;
  return new RemoteError(
    hasPassword ? 'sudo_refused' : 'sudo_password_required',
    `What needs root is left out or asked without it. ${problem}`,
  );
}
