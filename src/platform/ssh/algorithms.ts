import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';

/** A family is what a host has one key of; `rsa` keys sign by several algorithms. */
export type HostKeyFamily = 'ed25519' | 'ecdsa' | 'rsa';

/** In the order of preference. No SHA-1 signature (`ssh-rsa`) and no DSA. */
export const HOST_KEY_FAMILIES: Readonly<Record<HostKeyFamily, readonly ServerHostKeyAlgorithm[]>> = {
  ed25519: ['ssh-ed25519'],
  ecdsa: ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  rsa: ['rsa-sha2-512', 'rsa-sha2-256'],
};

const FAMILY_NAMES: readonly HostKeyFamily[] = ['ed25519', 'ecdsa', 'rsa'];

/** The key type inside a blob → the family it belongs to. */
const FAMILY_OF_KEY_TYPE: Readonly<Record<string, HostKeyFamily>> = {
  'ssh-ed25519': 'ed25519',
  'ecdsa-sha2-nistp256': 'ecdsa',
  'ecdsa-sha2-nistp384': 'ecdsa',
  'ecdsa-sha2-nistp521': 'ecdsa',
  'ssh-rsa': 'rsa',
};

export function findHostKeyFamily(keyType: string): HostKeyFamily | undefined {
  return FAMILY_OF_KEY_TYPE[keyType];
}

/** For hosts that a person marked as legacy, always behind everything better: SHA-1 in key exchange, signature, MAC. */
const LEGACY = {
  kex: ['diffie-hellman-group14-sha1'],
  serverHostKey: ['ssh-rsa'],
  hmac: ['hmac-sha1-etm@openssh.com', 'hmac-sha1'],
} as const;

/** The signature algorithms that make a host present a key of that type; undefined for a type that we do not accept. */
function listSignatureAlgorithms(keyType: string): readonly ServerHostKeyAlgorithm[] | undefined {
  const family = findHostKeyFamily(keyType);
  if (family === undefined) return undefined;
  return family === 'rsa' ? HOST_KEY_FAMILIES.rsa : HOST_KEY_FAMILIES[family].filter((name) => name === keyType);
}

export interface HostKeyOffer {
  /** Key types to ask for first, so that a host with several keys presents one that we know. */
  readonly preferredKeyTypes?: readonly string[];
  /** Key types that were presented already and are not asked for again. */
  readonly excludedKeyTypes?: readonly string[];
}

/** The host-key algorithms to offer, in order; empty when everything is excluded. */
export function listHostKeyAlgorithms(offer: HostKeyOffer = {}): ServerHostKeyAlgorithm[] {
  const preferred = (offer.preferredKeyTypes ?? []).flatMap((type) => listSignatureAlgorithms(type) ?? []);
  const excluded = new Set((offer.excludedKeyTypes ?? []).flatMap((type) => listSignatureAlgorithms(type) ?? []));
  const all = [...preferred, ...FAMILY_NAMES.flatMap((family) => HOST_KEY_FAMILIES[family])];
  return [...new Set(all)].filter((name) => !excluded.has(name));
}

/**
 * Everything named, nothing left to a library's defaults: no SHA-1, no CBC, no compression (it leaks lengths of
 * secrets). ssh2 has no post-quantum key exchange.
 */
export function buildAlgorithms(serverHostKey: readonly ServerHostKeyAlgorithm[], legacy = false): Algorithms {
  const withRsa = serverHostKey.some((name) => name.startsWith('rsa-'));
  return {
    kex: [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
      'diffie-hellman-group14-sha256',
      ...(legacy ? LEGACY.kex : []),
    ],
    serverHostKey: [...serverHostKey, ...(legacy && withRsa ? LEGACY.serverHostKey : [])],
    cipher: [
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
      'aes128-ctr',
      'aes192-ctr',
      'aes256-ctr',
      'chacha20-poly1305@openssh.com',
    ],
    hmac: [
      'hmac-sha2-256-etm@openssh.com',
      'hmac-sha2-512-etm@openssh.com',
      'hmac-sha2-256',
      'hmac-sha2-512',
      ...(legacy ? LEGACY.hmac : []),
    ],
    compress: ['none'],
  };
}

/** What both sides agreed on, as ssh2's `handshake` event gives it. */
export interface NegotiatedAlgorithms {
  readonly kex: string;
  readonly hostKey: string;
  readonly cipherIn: string;
  readonly cipherOut: string;
}

/**
 * Terrapin (CVE-2023-48795): without strict key exchange an attacker on the path can cut messages out of a
 * chacha20-poly1305 stream. It is our last choice, so it comes up only with a server that has nothing better. CBC,
 * the other weak one, is never offered.
 */
export function isTruncatable(negotiated: NegotiatedAlgorithms, strictKex: boolean): boolean {
  return !strictKex && [negotiated.cipherIn, negotiated.cipherOut].some((name) => name.startsWith('chacha20-poly1305'));
}
