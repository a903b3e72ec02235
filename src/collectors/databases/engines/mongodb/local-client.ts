import { z } from 'zod';
import { defineCommand, ParseError, type CommandOutput, type Parsed } from '../../../../platform/commands/index.js';
import { parseJsonLossless } from '../../../../platform/json/parse-lossless.js';
import { textOf } from '../../../shared/text.js';
import type { MongodbAnswers } from './answers.js';
import { describeFailure, withParts } from './ask.js';
import { ASKS, MAX_TIME_MS, NO_REPLICA_SET, SLOTS, type Slot } from './commands.js';
import { isDocument, numberAt, textAt, valueAt } from './documents.js';

export interface LocalAnswers extends MongodbAnswers {
  /** It answers hello and nothing that matters: a login is needed. */
  readonly unauthorized: boolean;
}

const COMMAND_ID = 'databases.mongodb_local';
const MAX_DEPTH = 60;

const COMMANDS = JSON.stringify({
  hello: { hello: 1 },
  ...Object.fromEntries(SLOTS.map((slot) => [slot, { ...ASKS[slot].command, maxTimeMS: MAX_TIME_MS }])),
});
/** Each command by itself: what one throws is its answer. Extended JSON, so that no digit of a long is lost. */
const SCRIPT = [
  `const commands = ${COMMANDS};`,
  'const answers = {};',
  'for (const name of Object.keys(commands)) {',
  '  try { answers[name] = db.adminCommand(commands[name]); }',
  '  catch (error) { answers[name] = { ok: 0, code: error.code, errmsg: String(error.codeName) }; }',
  '}',
  'print(EJSON.stringify(answers, { relaxed: false }));',
].join('\n');

/** Without a login: it would have to stand in the arguments. For hosts that forward no connection. */
export const localStatus = defineCommand({
  id: COMMAND_ID,
  summary: 'Status of a MongoDB server through its own shell, where no connection can be forwarded.',
  effect: 'read_only',
  args: z.strictObject({ port: z.int().min(1).max(65_535) }),
  example: { port: 27_017 },
  timeout: 'normal',
  maxOutputBytes: 2 * 1024 * 1024,
  tools: ['mongosh'],
  argv: ({ port }) => {
    const uri = `mongodb://127.0.0.1:${port}/admin?directConnection=true&serverSelectionTimeoutMS=3000&appName=millwright`;
    return ['mongosh', '--quiet', '--norc', uri, '--eval', SCRIPT];
  },
  parse: (output, { port }) => parseLocal(output, `the MongoDB server at port ${port}`),
});

/** Throws ParseError when there is no document in the output at all. */
export function parseLocal(output: Pick<CommandOutput, 'stdout'>, where: string): Parsed<LocalAnswers> {
  const text = textOf(output);
  // The shell may put a notice in front, whatever --quiet says.
  const from = text.indexOf('{');
  const document = from < 0 ? undefined : readJson(text.slice(from, text.lastIndexOf('}') + 1));
  if (!isDocument(document))
    throw new ParseError(COMMAND_ID, 'the shell printed no document', text.split('\n', 1)[0] ?? '');
  const parts: Partial<Record<Slot, unknown>> = {};
  const errors = SLOTS.flatMap((slot) => {
    const answer = valueAt(document, [slot]);
    if (numberAt(answer, 'ok') === 1) {
      parts[slot] = answer;
      return [];
    }
    const code = numberAt(answer, 'code');
    if (code === undefined || NO_REPLICA_SET.has(code)) return [];
    return [describeFailure(code, textAt(answer, 'errmsg') ?? 'no reason given', { slot, where })];
  });
  const answers = withParts(valueAt(document, ['hello']), parts, errors);
  return { value: { ...answers, unauthorized: parts.serverStatus === undefined }, errors: [] };
}

function readJson(text: string): unknown {
  try {
    return parseJsonLossless(text, { maxDepth: MAX_DEPTH });
  } catch {
    return undefined;
  }
}
