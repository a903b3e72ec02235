import type { Word } from '../../../platform/shell/reading.js';
import { PATH_MAX } from '../programs/classify-path.js';
import { normalisePath } from '../programs/normalise-path.js';

/** By these somebody becomes somebody else. What everybody may read is not among them. */
const SECRET =
  /^\/etc\/(g?shadow-?|sudoers(\.d(\/.*)?)?|ssl\/private(\/.*)?|ssh\/ssh_host_\w+_key|krb5\.keytab|ipsec\.secrets|openvpn\/.*\.key|wireguard(\/.*)?|pve\/priv(\/.*)?|kubernetes\/(pki(\/.*)?|admin\.conf)|rancher\/k3s\/k3s\.yaml|cryptsetup-keys\.d(\/.*)?)$|(^|\/)\.(ssh|gnupg|aws|kube|docker|azure|password-store)(\/(?!known_hosts|config$|.*\.pub$).*)?$|(^|\/)(id_(rsa|dsa|ecdsa|ed25519)(_sk)?|\.netrc|\.pgpass|\.my\.cnf|\.vault-token|\.git-credentials|\.env(\.\w+)?)$|^\/proc\/(\d+|self)\/(environ|mem)$|(^|\/)(ntds\.dit|sam|lsass(\.\w+)?\.dmp)$/i;
/** With all that is below them. */
const HOLDS_SECRETS = /^(\/etc|\/root|\/|\/home|\/home\/[^/]+|~)$/;

/** `packs`: for a program that sees everything below a directory. */
export function isSecret(word: Word, packs: boolean): boolean {
  return word.values.some((value) => isSecretPath(value, packs));
}

export function isSecretPath(value: string, packs: boolean): boolean {
  if (value.startsWith('-') || value === '' || value.length > PATH_MAX) return false;
  const path = normalisePath(value);
  return SECRET.test(path) || (packs && HOLDS_SECRETS.test(path));
}
