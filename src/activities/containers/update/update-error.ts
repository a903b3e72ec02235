interface Definition {
  readonly retryable: boolean;
  readonly remedy: string;
}

/** Why an update did not go on; closed. Most end it before anything was stopped. */
export const UPDATE_ERRORS = {
  container_gone: { retryable: false, remedy: 'Discover the host again; the container may have another name now.' },
  not_recreatable: { retryable: false, remedy: 'See the message; update this container where it is managed.' },
  own_container: { retryable: false, remedy: 'Update Millwright itself by its own instructions, not through itself.' },
  reference_invalid: { retryable: false, remedy: 'Name an image as repository:tag or repository@sha256:….' },
  image_unknown: { retryable: false, remedy: 'Check the reference, and that the registry holds the image.' },
  wrong_platform: { retryable: false, remedy: 'Choose a tag that has an image for this host’s platform.' },
  disk_full: { retryable: false, remedy: 'Free space on the host, then update again.' },
  name_taken: { retryable: false, remedy: 'Another container has the name that is needed: rename or remove it.' },
  digest_mismatch: { retryable: false, remedy: 'What was pulled is not what was approved: look at the registry.' },
  settings_differ: {
    retryable: false,
    remedy: 'See the differences in the evidence; the old container was not touched.',
  },
  unhealthy_dependant: { retryable: false, remedy: 'Repair the container named in the message first.' },
  restart_loop: { retryable: false, remedy: 'The container restarts by itself: repair it first, or cancel.' },
  asked_back: { retryable: false, remedy: 'Update again when it suits.' },
  cannot_start: {
    retryable: false,
    remedy: 'The engine says why in the message: repair the image or what it needs, then update again.',
  },
  original_gone: {
    retryable: false,
    remedy: 'The old container is not there any more: recreate it from the configuration backup.',
  },
  not_ready: { retryable: true, remedy: 'It is tried again.' },
} as const satisfies Record<string, Definition>;

export type UpdateErrorCode = keyof typeof UPDATE_ERRORS;

export class UpdateError extends Error {
  override readonly name = 'UpdateError';
  readonly code: UpdateErrorCode;
  readonly retryable: boolean;
  readonly remedy: string;
  readonly evidence: Readonly<Record<string, unknown>>;

  constructor(code: UpdateErrorCode, message: string, evidence: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.retryable = UPDATE_ERRORS[code].retryable;
    this.remedy = UPDATE_ERRORS[code].remedy;
    this.evidence = evidence;
  }
}
