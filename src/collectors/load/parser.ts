import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { readDecimal } from '../shared/counters.js';
import { linesOf } from '../shared/text.js';
import type { LoadFacts } from './schema.js';

const SOURCE = '/proc/loadavg';

/** `0.20 0.18 0.12 1/80 11206` */
export function parseLoad(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<LoadFacts> {
  const [line = ''] = linesOf(output);
  const [one, five, fifteen, entities] = line.trim().split(/\s+/);
  const errors: ParseError[] = [];
  const facts: LoadFacts = {};
  const take = (key: keyof LoadFacts, text: string | undefined): void => {
    const value = readDecimal(text);
    if (value === undefined || value < 0) errors.push(new ParseError(SOURCE, `${key} is not a number`, line));
    else facts[key] = value;
  };
  take('load1', one);
  take('load5', five);
  take('load15', fifteen);
  take('threads', entities?.split('/')[1]);
  if (Object.keys(facts).length === 0) throw new ParseError(SOURCE, 'there is no load', line);
  return { value: facts, errors };
}
