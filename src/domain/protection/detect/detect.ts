import type { Dialect, Execution, ReadOptions, Span } from '../../../platform/shell/reading.js';
import type { Verdict } from '../programs/program.js';
import type { Detection, Effect, Finding } from './finding.js';
import { findCarried, weighCarried } from './carried-data.js';
import { judgeTogether } from './judge-disclosure.js';
import { judgeDoubt } from './judge-doubts.js';
import { joinVerdicts, judgeExecution } from './judge-execution.js';
import { arrangeFindings, worstEffect } from './order.js';
import type { Readers } from './readers.js';

/** Goes up with every change of what the detector says: stored with each result, part of every plan’s hash. */
export const CLASSIFIER_VERSION = '2';

/** Texts within texts beyond this are not followed; SSH in a container in a script is three. */
const MOST_LEVELS = 8;
/** Commands in one request, all levels together. */
const MOST_EXECUTIONS = 4_000;

export interface DetectRequest {
  readonly command: string;
  /** Default `bash`. */
  readonly dialect?: Dialect;
  /** The login user’s home; default `/root`. */
  readonly home?: string;
}

interface Pass {
  readonly readers: Readers;
  readonly options: ReadOptions;
  left: number;
}

/** What a text would do on the host that it is given to. Pure and total: the same text gives the same, no text makes it throw. */
export function detect(request: DetectRequest, readers: Readers): Detection {
  const { command, dialect, home } = request;
  const options = { ...(dialect === undefined ? {} : { dialect }), ...(home === undefined ? {} : { home }) };
  const { effect, findings } = judgeText(command, { readers, options, left: MOST_EXECUTIONS }, 0);
  const found = worstEffect(findings.map((finding) => finding.effect));
  const whole: Span = { start: 0, end: command.length, text: command.slice(0, 200) };
  // What is held is held for a reason that can be shown.
  const reasons =
    isHeld(effect) && !isHeld(found) ? [judgeDoubt({ code: 'unknown_program', explanation: UNSAID, span: whole })] : [];
  return {
    effect: worstEffect([effect, found]),
    findings: arrangeFindings([...findings, ...reasons]),
    classifierVersion: CLASSIFIER_VERSION,
  };
}

const UNSAID = 'What it does cannot be known before it runs.';

function isHeld(effect: Effect): boolean {
  return effect === 'destructive' || effect === 'opaque';
}

function judgeText(text: string, pass: Pass, level: number, dialect?: Dialect): Verdict {
  const whole: Span = { start: 0, end: text.length, text: text.slice(0, 200) };
  if (level >= MOST_LEVELS)
    return held('too_deep', 'Scripts stand within scripts more often than is looked at.', whole);
  const options = dialect === undefined ? pass.options : { ...pass.options, dialect };
  const { executions, doubts } = pass.readers.readShell(text, options);
  const verdicts: Verdict[] = [];
  for (const execution of executions) {
    pass.left -= 1;
    if (pass.left < 0) {
      verdicts.push(held('too_many', 'It holds more commands than are looked at.', whole));
      break;
    }
    verdicts.push(judgeExecution(execution, { readers: pass.readers, judgeText: deeper(pass, level) }));
  }
  const together = judgeTogether(executions);
  if (together.length > 0) verdicts.push({ effect: 'destructive', findings: together });
  const joined = joinVerdicts([...verdicts, ...doubts.map((doubt) => asVerdict(judgeDoubt(doubt)))]);
  return weighCarried(joined, findCarried(executions));
}

/** What a program gives to a shell happens where the program runs, and is shown where it stands in the text. */
function deeper(pass: Pass, level: number) {
  return (text: string, execution: Execution, dialect?: Dialect): Verdict => {
    const { effect, findings } = judgeText(text, pass, level + 1, dialect);
    const place = execution.via.findLast((via) => via.place !== 'here')?.place;
    return {
      effect,
      findings: findings.map((finding) => ({
        ...finding,
        span: execution.span,
        place: finding.place === 'here' && place !== undefined ? place : finding.place,
      })),
    };
  };
}

function held(code: 'too_deep' | 'too_many', explanation: string, span: Span): Verdict {
  return asVerdict(judgeDoubt({ code, explanation, span }));
}

function asVerdict(finding: Finding): Verdict {
  return { effect: finding.effect, findings: [finding] };
}
