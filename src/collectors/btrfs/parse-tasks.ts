import type { BtrfsTask } from '../../domain/inventory/pools/btrfs-filesystem.js';
import type { CommandOutput, Parsed } from '../../platform/commands/index.js';
import { textOf } from '../shared/text.js';

type Output = Pick<CommandOutput, 'stdout'>;

/** `Balance on '/x' is running`, `…, 75% left`; null when there is none. */
export function parseBalance(output: Output): Parsed<BtrfsTask | null> {
  const text = textOf(output);
  const [, state] = /^Balance on '.*' is (running|paused)/m.exec(text) ?? [];
  if (state === undefined) return { value: null, errors: [] };
  const [, left] = /(\d{1,3})% left/.exec(text) ?? [];
  const percent = left === undefined || Number(left) > 100 ? null : 100 - Number(left);
  return { value: { kind: 'balance', paused: state === 'paused', percent }, errors: [] };
}

/** `12.3% done, 0 write errs, 0 uncorr. read errs`; null when none is under way. */
export function parseReplace(output: Output): Parsed<BtrfsTask | null> {
  const [, done] = /(\d{1,3}(?:\.\d{1,2})?)% done/.exec(textOf(output)) ?? [];
  if (done === undefined || Number(done) > 100) return { value: null, errors: [] };
  return { value: { kind: 'rebuild', paused: false, percent: Number(done) }, errors: [] };
}
