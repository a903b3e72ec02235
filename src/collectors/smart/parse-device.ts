import type { CommandOutput, Parsed } from '../../platform/commands/index.js';
import { textOf } from '../shared/text.js';
import { joinNvme } from './join-nvme.js';
import { type AskedHow, parseSmartAnswer } from './parser.js';
import { parseNvmeController, parseNvmeHealth } from './parse-nvme.js';
import type { SmartAnswer } from './schema.js';
import { NVME_MARK } from './script.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated' | 'exitCode'>;

/** One device's answer: smartctl's, or nvme-cli's where smartctl could not ask it. */
export function parseDevice(output: Output, asked: AskedHow): Parsed<SmartAnswer> {
  const text = textOf(output);
  if (!text.startsWith(NVME_MARK)) return parseSmartAnswer(output, asked);
  const [, log = '', controller = ''] = text.split(NVME_MARK);
  const part = (stdout: string) => ({ stdout: Buffer.from(stdout), truncated: output.truncated });
  const health = parseNvmeHealth(part(log));
  if (!controller.includes('{')) return health;
  const told = parseNvmeController(part(controller));
  return { value: joinNvme(health.value, told.value), errors: [...health.errors, ...told.errors] };
}
