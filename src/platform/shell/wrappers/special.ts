import type { Call, Frame, Result } from '../run/frame.js';
import { runProgram } from '../run/launch.js';
import { ENTERED, runContainerTool } from './containers.js';
import { runFd, runFind } from './find.js';
import { HIDDEN_EXECUTORS, runHidden } from './hidden-executors.js';
import { runGit } from './git.js';
import { runLater, runMultiCall, runAnsible, runIp, runScreen, runTmux, runWsl } from './others.js';
import { OTHER_SHELLS, SHELLS, refuseOtherShell, runShell } from './shells.js';
import { runForeign } from './foreign-shells.js';
import { runParallel, runXargs } from './xargs.js';

/** Programs that run others in a way that the table of wrappers cannot say. */
export type Special = (frame: Frame, call: Call, program: string) => Result;

/** What else such a program does: enter an environment, or just run. */
function runnerOf(program: string): Special {
  return ENTERED.has(program) ? runContainerTool : runProgram;
}

function all(names: Iterable<string>, special: Special): readonly [string, Special][] {
  return [...names].map((name) => [name, special]);
}

export const SPECIAL: ReadonlyMap<string, Special> = new Map<string, Special>([
  ...all(SHELLS, runShell),
  ...all(OTHER_SHELLS, refuseOtherShell),
  ...all(['cmd', 'powershell', 'pwsh'], runForeign),
  ...all(['busybox', 'toybox'], runMultiCall),
  ...all(ENTERED, runContainerTool),
  ...all(HIDDEN_EXECUTORS, (frame, call, program) => runHidden(frame, call, program, runnerOf(program))),
  ...all(['at', 'batch'], runLater),
  ['find', runFind],
  ['gfind', runFind],
  ['fd', runFd],
  ['fdfind', runFd],
  ['xargs', runXargs],
  ['gxargs', runXargs],
  ['parallel', runParallel],
  ['sem', runParallel],
  ['git', runGit],
  ['ip', runIp],
  ['tmux', runTmux],
  ['screen', runScreen],
  ['wsl', runWsl],
  ['ansible', runAnsible],
]);
