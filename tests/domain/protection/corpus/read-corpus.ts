import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ActionType } from '../../../../src/domain/protection/detect/action-types.js';
import { Severity } from '../../../../src/domain/protection/detect/finding.js';

/** One labelled command: what a person who knows the tools says of it, whatever the detector says. */
const LabelledCommand = z.strictObject({
  command: z.string().min(1),
  dialect: z.enum(['bash', 'sh', 'powershell', 'cmd']).default('bash'),
  expect: z.enum(['benign', 'destructive', 'opaque']),
  /** Any of these is right. */
  types: z.array(ActionType).default([]),
  /** The least that it is on a neutral target. */
  severity: Severity.optional(),
  forbidden: z.boolean().default(false),
  family: z.string(),
  evasion: z.boolean().default(false),
  note: z.string().optional(),
});
export type LabelledCommand = z.infer<typeof LabelledCommand>;

const ROOT = join('tests', 'fixtures', 'commands');

/** All families, in the order of their file names. */
export function readCorpus(): readonly LabelledCommand[] {
  return readdirSync(ROOT)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) => readFamily(join(ROOT, name)));
}

function readFamily(file: string): readonly LabelledCommand[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      const parsed = LabelledCommand.safeParse(JSON.parse(line));
      if (!parsed.success) throw new Error(`${file}:${index + 1}: ${parsed.error.message}`);
      return parsed.data;
    });
}
