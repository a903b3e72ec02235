import type { Execution, Word } from '../../../../platform/shell/reading.js';
import type { JudgeTools, Verdict } from '../program.js';
import { judgeCodeWords } from './judge-code.js';

/** What the programs of sed do beyond editing a stream: `w`, `e`, `s///e`. The table of `sed` itself asks for this. */
export function judgeSedPrograms(programs: readonly Word[], execution: Execution, tools: JudgeTools): Verdict {
  return judgeCodeWords(programs, { language: 'sed', execution, tools });
}
