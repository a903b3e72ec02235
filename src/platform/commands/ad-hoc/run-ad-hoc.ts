import { randomBytes } from 'node:crypto';
import { MillwrightError } from '../../errors/millwright-error.js';
import type { Transport } from '../../ssh/transport.js';
import { spendAdHocGrant, type AdHocGrant } from './ad-hoc-grant.js';
import { runFramed, type FramedResult } from './framed-run.js';

/** Shells that a text can be given to; both read it from a file, so that it is rendered nowhere. */
export type AdHocShell = 'sh' | 'bash';

export interface AdHocRequest {
  /** Given to the shell byte for byte. */
  readonly text: string;
  readonly shell: AdHocShell;
  readonly timeoutMs: number;
  /** Per stream. */
  readonly keepBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a text that only reads, attached to the channel, its stdin empty: nothing is written on the host. Needs a grant
 * for exactly this text whose terms say `read_only`. Resolves whatever the exit code; rejects with a RemoteError.
 */
export async function runAdHoc(transport: Transport, grant: AdHocGrant, request: AdHocRequest): Promise<FramedResult> {
  const { text, shell, ...limits } = request;
  refuseUnusable(text);
  spendAdHocGrant(grant, text, 'read_only');
  const { begin, rest } = hereDocument(text);
  return runFramed(transport, { ...limits, body: `${shell} /dev/fd/3 3${begin} </dev/null\n${rest}` });
}

/** The text as a here-document that expands nothing: what stands in the command’s line, and what follows it. */
export function hereDocument(text: string): { readonly begin: string; readonly rest: string } {
  const end = `MILLWRIGHT_${randomBytes(16).toString('hex')}`;
  return { begin: `<<'${end}'`, rest: `${text}\n${end}\n` };
}

/** A here-document cannot hold a NUL, and half a surrogate would become another character. */
export function refuseUnusable(text: string): void {
  if (!/\0|\p{Surrogate}/u.test(text)) return;
  throw new MillwrightError('validation_failed', 'The command holds a character that no shell can be given.', {
    errors: [{ path: 'command', message: 'holds NUL or half a surrogate pair' }],
  });
}
