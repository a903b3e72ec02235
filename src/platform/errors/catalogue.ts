/**
 * Every error our own code can give a caller: one row each, read by the HTTP problem mapper, the OpenAPI document and
 * the documentation. The key is the problem's stable `code`; `remedy` is what a person does next.
 */
export interface ErrorDefinition {
  /** HTTP status of the problem+json answer. */
  readonly status: number;
  /** The same for every occurrence (RFC 9457 `title`). */
  readonly title: string;
  /** Whether the same request may succeed later without a change. Temporal retries an activity by it. */
  readonly retryable: boolean;
  readonly remedy: string;
}

const define = <K extends string>(rows: Record<K, ErrorDefinition>): Readonly<Record<K, ErrorDefinition>> => rows;

export const ERROR_CATALOGUE = define({
  validation_failed: {
    status: 400,
    title: 'The request does not match its schema',
    retryable: false,
    remedy: 'Correct the fields named in `errors`; /openapi.json has the schema.',
  },
  malformed_json: {
    status: 400,
    title: 'The request body is not valid JSON',
    retryable: false,
    remedy: 'Send one JSON object with Content-Type: application/json.',
  },
  bad_cursor: {
    status: 400,
    title: 'The cursor is not one of this list',
    retryable: false,
    remedy: 'Start again without `cursor`, and keep the filters the same while paging.',
  },
  unauthenticated: {
    status: 401,
    title: 'A valid API token is needed',
    retryable: false,
    remedy: 'Send Authorization: Bearer TOKEN; `millwright token create --admin` makes a new one.',
  },
  forbidden: {
    status: 403,
    title: 'This token may not do that',
    retryable: false,
    remedy: 'Use a token whose user has the role named in the detail.',
  },
  not_found: {
    status: 404,
    title: 'There is no such resource',
    retryable: false,
    remedy: 'Check the id; the list endpoint shows what exists.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This path does not take that method',
    retryable: false,
    remedy: 'The Allow header names the methods of this path.',
  },
  already_exists: {
    status: 409,
    title: 'A resource with this identity exists already',
    retryable: false,
    remedy: 'Use another name, or change the existing resource.',
  },
  in_use: {
    status: 409,
    title: 'Something else still uses this resource',
    retryable: false,
    remedy: 'Remove or change what refers to it first.',
  },
  workflow_running: {
    status: 409,
    title: 'This work is already under way',
    retryable: false,
    remedy: 'Follow the running one through `links.temporal`, or wait until it has ended.',
  },
  idempotency_key_reused: {
    status: 409,
    title: 'This Idempotency-Key was used with another body',
    retryable: false,
    remedy: 'Use a new key for a new request.',
  },
  idempotency_in_progress: {
    status: 409,
    title: 'The first request with this Idempotency-Key is not answered yet',
    retryable: true,
    remedy: 'Repeat the same request after a second.',
  },
  precondition_failed: {
    status: 412,
    title: 'The resource has changed since it was read',
    retryable: false,
    remedy: 'Read it again and send its current ETag.',
  },
  body_too_large: {
    status: 413,
    title: 'The request body is too large',
    retryable: false,
    remedy: 'Send less than 1 MB; split bulk requests.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'This content type is not understood',
    retryable: false,
    remedy: 'Send Content-Type: application/json.',
  },
  unprocessable: {
    status: 422,
    title: 'The request is well-formed but cannot be carried out',
    retryable: false,
    remedy: 'See the detail and `errors`.',
  },
  private_key_unusable: {
    status: 422,
    title: 'The private key cannot be used',
    retryable: false,
    remedy: 'Give an unencrypted or passphrase-protected key in OpenSSH, PEM or PKCS#8 format, with its passphrase.',
  },
  feature_disabled: {
    status: 422,
    title: 'This feature is switched off',
    retryable: false,
    remedy: 'Set the variable named in the detail and restart.',
  },
  paused: {
    status: 409,
    title: 'Millwright is paused: no new mutating work starts',
    retryable: true,
    remedy: 'Resume with POST /api/workflows/resume or `millwright resume`.',
  },
  intent_missing: {
    status: 409,
    title: 'This workflow was not started through Millwright',
    retryable: false,
    remedy: 'Start it through the API; a run that no operation recorded refuses to act.',
  },
  update_in_progress: {
    status: 409,
    title: 'This container is being updated',
    retryable: false,
    remedy: 'Follow the running update through `links.update`, or cancel it.',
  },
  update_ended: {
    status: 409,
    title: 'This update has ended',
    retryable: false,
    remedy: 'Read it with GET /api/containers/updates/{id}; start another update if something is still to be changed.',
  },
  approval_decided: {
    status: 409,
    title: 'This approval is no longer open to that',
    retryable: false,
    remedy: 'Read it with GET /api/approvals/{id}; ask for the work again if it is still wanted.',
  },
  approval_expired: {
    status: 409,
    title: 'This approval has expired',
    retryable: false,
    remedy: 'Ask for the work again: a new approval is opened for it.',
  },
  plan_changed: {
    status: 409,
    title: 'The plan is not the one that was read',
    retryable: false,
    remedy: 'Read the approval again and decide about its present plan.',
  },
  attempts_exhausted: {
    status: 409,
    title: 'The phrase was mistyped too often',
    retryable: false,
    remedy: 'It can only be rejected, or expire; ask for the work again.',
  },
  wrong_phrase: {
    status: 422,
    title: 'The phrase is not the right one',
    retryable: false,
    remedy:
      'Type `confirmation.phrase` of the approval exactly as it is shown; `attemptsLeft` says how often it may fail.',
  },
  second_factor_needed: {
    status: 422,
    title: 'The code of a second factor is needed',
    retryable: false,
    remedy: 'Set one up with POST /api/auth/second-factor, then send its present code as `secondFactorCode`.',
  },
  four_eyes: {
    status: 403,
    title: 'Another person has to approve this',
    retryable: false,
    remedy: 'POST /api/users and POST /api/tokens set up a second person with the role approver.',
  },
  action_forbidden: {
    status: 422,
    title: 'This act is forbidden',
    retryable: false,
    remedy: 'No approval lifts it. See `alternatives` for what can be done instead.',
  },
  action_ended: {
    status: 409,
    title: 'This action is past that',
    retryable: false,
    remedy: 'Read it with GET /api/actions/{id}; ask for another action if something is still to be changed.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    retryable: true,
    remedy: 'Wait for the number of seconds in Retry-After.',
  },
  host_unreachable: {
    status: 502,
    title: 'The host could not be reached, or did not do its part in time',
    retryable: true,
    remedy: 'See the error class in the detail; test-connection repeats the attempt.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database cannot be reached',
    retryable: true,
    remedy: 'Millwright reconnects by itself; `millwright doctor` shows the cause.',
  },
  temporal_unavailable: {
    status: 503,
    title: 'Temporal cannot be reached',
    retryable: true,
    remedy: 'Millwright reconnects by itself; `millwright doctor` shows the cause.',
  },
  shutting_down: {
    status: 503,
    title: 'This process is shutting down',
    retryable: true,
    remedy: 'Repeat the request in a few seconds.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    retryable: true,
    remedy: 'Look for the correlation id in the logs.',
  },
  configuration_invalid: {
    status: 500,
    title: 'The configuration is not valid',
    retryable: false,
    remedy: 'Correct the variables named in the detail and start again.',
  },
  master_key_mismatch: {
    status: 500,
    title: 'The master key is not the one this data was encrypted with',
    retryable: false,
    remedy: 'Give back the former key in MILLWRIGHT_MASTER_KEY or MILLWRIGHT_MASTER_KEY_FILE.',
  },
  secret_damaged: {
    status: 500,
    title: 'A stored secret cannot be decrypted',
    retryable: false,
    remedy: 'Store the secret named in the detail again, or restore it from a backup.',
  },
  audit_chain_broken: {
    status: 500,
    title: 'The audit trail has been tampered with',
    retryable: false,
    remedy: 'Keep the database and the checkpoint file as they are; GET /api/audit/verify names the first broken row.',
  },
  backup_unusable: {
    status: 422,
    title: 'The backup cannot be used',
    retryable: false,
    remedy: 'Check the passphrase and the file; use another backup if this one is damaged.',
  },
  restore_refused: {
    status: 409,
    title: 'The restore was refused',
    retryable: false,
    remedy: 'Restore onto an empty database, or say explicitly that the present data may be replaced.',
  },
  database_newer_than_code: {
    status: 500,
    title: 'The database was migrated by a newer Millwright',
    retryable: false,
    remedy: 'Start the newer version, or restore a backup made before the upgrade.',
  },
  usage_wrong: {
    status: 400,
    title: 'The command was not called as it can be',
    retryable: false,
    remedy: '`millwright help` shows how it is called.',
  },
  api_unreachable: {
    status: 503,
    title: 'No Millwright answers',
    retryable: true,
    remedy: 'Set MILLWRIGHT_URL to where its API listens, or start it. What was asked for before goes on without you.',
  },
  startup_failed: { status: 500, title: 'Millwright could not start', retryable: false, remedy: 'See the detail.' },
});

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
