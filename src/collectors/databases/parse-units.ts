import { type CommandOutput, type Parsed } from '../../platform/commands/index.js';
import { textOf } from '../shared/text.js';
import { MAX_NAME, type Unit } from './evidence.js';

const MAX_UNITS = 100;
const ENABLED: ReadonlySet<string> = new Set(['enabled', 'enabled-runtime', 'alias', 'generated']);

/** `systemctl show --property=…`: blocks of `Key=Value` with an empty line between; a unit that is not there is left out. */
export function parseUnits(output: Pick<CommandOutput, 'stdout'>): Parsed<readonly Unit[]> {
  const value: Unit[] = [];
  for (const block of textOf(output)
    .split(/\r?\n\s*\r?\n/)
    .slice(0, MAX_UNITS)) {
    const fields = new Map(
      block.split(/\r?\n/).map((line): [string, string] => {
        const equals = line.indexOf('=');
        return [line.slice(0, Math.max(equals, 0)).trim(), line.slice(equals + 1).trim()];
      }),
    );
    const name = (fields.get('Id') ?? '').slice(0, MAX_NAME);
    if (name === '' || fields.get('LoadState') === 'not-found') continue;
    const activeState = (fields.get('ActiveState') ?? 'unknown').slice(0, MAX_NAME);
    value.push({ name, activeState, enabled: ENABLED.has(fields.get('UnitFileState') ?? '') });
  }
  return { value, errors: [] };
}
