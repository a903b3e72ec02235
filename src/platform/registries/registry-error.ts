/** What can go wrong between us and a registry: a closed vocabulary. No message holds a secret. */
export interface RegistryErrorDefinition {
  readonly title: string;
  readonly retryable: boolean;
  /** What a person does next. */
  readonly remedy: string;
}

const define = <K extends string>(
  rows: Record<K, RegistryErrorDefinition>,
): Readonly<Record<K, RegistryErrorDefinition>> => rows;

export const REGISTRY_ERRORS = define({
  unauthorized: {
    title: 'The registry refused the login, or wants one',
    retryable: false,
    remedy:
      'Store a login that may pull this repository; many registries say the same of a repository that does not exist.',
  },
  not_found: {
    title: 'The registry has no such repository or tag',
    retryable: false,
    remedy: 'Check the name; the tag may have been deleted.',
  },
  rate_limited: {
    title: 'The registry asked to wait',
    retryable: true,
    remedy: 'Wait until the time in the message; a login usually raises the limit, and so do less frequent checks.',
  },
  unreachable: {
    title: 'The registry cannot be reached',
    retryable: true,
    remedy: 'Check the host name, port, DNS and firewall from the machine that runs Millwright.',
  },
  tls_failed: {
    title: 'No trusted connection to the registry',
    retryable: false,
    remedy:
      'Give the registry a certificate that is valid for its name, or declare the registry with `insecure: true` if plain HTTP or an untrusted certificate is meant.',
  },
  bad_answer: {
    title: 'The registry’s answer is not understood',
    retryable: false,
    remedy: 'Check that the host is a container registry (distribution API v2) and that the reference names an image.',
  },
  wrong_platform: {
    title: 'There is no image for this platform',
    retryable: false,
    remedy: 'Choose a tag that is built for the host’s operating system and architecture.',
  },
  too_large: {
    title: 'The registry’s answer is larger than such an answer may be',
    retryable: false,
    remedy: 'Check that the reference names an image; manifests, configs and tag lists are small.',
  },
  timeout: {
    title: 'The registry did not answer in time',
    retryable: true,
    remedy: 'Try again later; check the registry’s load and the network path.',
  },
  redirect_refused: {
    title: 'The way to the registry leads where it must not go',
    retryable: false,
    remedy:
      'A redirect, login address or next page led to a private network, to plain HTTP or to another host; correct the registry’s external URL, or declare the registry if that is where it is.',
  },
});

export type RegistryErrorCode = keyof typeof REGISTRY_ERRORS;

export interface RegistryErrorDetails {
  readonly status?: number;
  /** When the registry may be asked again. */
  readonly retryAt?: Date;
  readonly cause?: unknown;
}

/** `message` names registry and circumstance and says what to do; it is safe to show. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;
  readonly status: number | null;
  readonly retryAt: Date | null;

  constructor(code: RegistryErrorCode, detail: string, details: RegistryErrorDetails = {}) {
    const { title, remedy } = REGISTRY_ERRORS[code];
    super(`${title}: ${detail} ${remedy}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status ?? null;
    this.retryAt = details.retryAt ?? null;
  }

  get retryable(): boolean {
    return REGISTRY_ERRORS[this.code].retryable;
  }
}
