import type { CommandOutput, ParseError, Parsed } from '../../platform/commands/index.js';
import { boundText } from '../shared/pool-text.js';
import { textOf } from '../shared/text.js';
import { parseStatusJson } from './parse-status-json.js';
import { parseStatusText } from './parse-status-text.js';
import type { Dialect, ParsedStatus } from './parsed-status.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode' | 'truncated'>;

/** Of any age; the last one stands in containers, whose host has the module and gives them no device. */
const NOT_LOADED =
  /modules are not (?:currently )?loaded|not loaded|cannot be auto-loaded|\/dev\/zfs and \S+ are required/i;

/**
 * `zpool status` in any of its forms. A usage message or a refusal is no error here: another dialect may be
 * understood, and the collector says so when none was.
 */
export function parseStatus(
  output: Output,
  { dialect }: { readonly dialect: Dialect },
): Parsed<ParsedStatus & { readonly dialect: Dialect }> {
  const text = textOf(output);
  const errors: ParseError[] = [];
  const pools = /^\s*\{/.test(text) ? parseStatusJson(text, errors) : parseStatusText(text, output.truncated, errors);
  const none = pools.length === 0 && /^\s*no pools available\s*$/.test(`${text}${output.stderr.toString('utf8')}`);
  const json = /^\s*\{/.test(text) && errors.length === 0;
  const understood = pools.length > 0 || ((none || json) && output.exitCode === 0);
  const complaint = boundText(output.stderr.toString('utf8') || text);
  return {
    value: {
      dialect,
      understood,
      pools,
      complete: understood && output.exitCode === 0 && !output.truncated && errors.length === 0,
      complaint: understood ? '' : complaint,
      // The exit code is that of any failure; only the text tells this one.
      notLoaded: !understood && NOT_LOADED.test(complaint),
    },
    errors,
  };
}
