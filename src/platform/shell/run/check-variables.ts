import { parseText } from '../parse-text.js';
import type { Span } from '../reading.js';
import { VARIABLES, type VariableRule } from '../dangerous-variables.js';
import { Scope } from '../values/scope.js';
import { HOLE } from '../values/value.js';
import { INHERITED } from '../values/feed.js';
import type { Assigned, Frame } from './frame.js';
import { runTexts } from './run-text.js';

/** Variables that a program gets and runs something by: judged by their value, where a program is really run with them. */
export function checkVariables(
  frame: Frame,
  {
    program,
    assignments,
    span,
  }: { readonly program: string; readonly assignments: readonly Assigned[]; readonly span: Span },
): void {
  for (const { name, arg } of assignments) {
    const rule = VARIABLES.find((row) => row.names.test(name));
    if (!rule || (rule.programs && !rule.programs.test(program))) continue;
    for (const { text } of arg.alts) checkValue(frame, { rule, name, text, span });
  }
}

function checkValue(
  frame: Frame,
  {
    rule,
    name,
    text,
    span,
  }: { readonly rule: VariableRule; readonly name: string; readonly text: string; readonly span: Span },
): void {
  const shown = text.replaceAll(HOLE, '…').slice(0, 80);
  if (rule.kind === 'command') {
    if (!isHarmlessCommand(text))
      runVariable(frame, { name, text: EDITS.test(name) ? `${text} ${EDITED}` : text, span });
  } else if (!rule.harmless(text))
    frame.session.doubt('dangerous_variable', span, `${name} is set to ${shown || 'nothing'}: ${rule.why}`);
}

/** They are given the file that is edited, which is most often one that a system is set up by. */
const EDITS = /EDITOR$|^VISUAL$/;
const EDITED = '/etc/edited';

/** Programs that show or edit a text, or that log in: what these variables are for. */
const HARMLESS =
  /^(?:\S*\/)?(?:cat|less|more|most|bat|batcat|delta|vim?|nvim|view|nano|pico|emacs(?:client)?|ed|ex|joe|mcedit|micro|hx|kak|code|ne|true|false|:|ssh|plink|head|tail|diff|colordiff|vimdiff|ssh-askpass|firefox|lynx|w3m|xdg-open)$/;

function isHarmlessCommand(text: string): boolean {
  const words = text.trim().split(/\s+/);
  const [program = ''] = words;
  if (program === '') return true;
  return (
    HARMLESS.test(program) && !/[;&|`$<>\0\n]|ProxyCommand|LocalCommand|KnownHostsCommand|\s-c\b|\s\+|--cmd/i.test(text)
  );
}

function runVariable(
  frame: Frame,
  { name, text, span }: { readonly name: string; readonly text: string; readonly span: Span },
): void {
  const doubted = `${name}=…`;
  if (text === HOLE || parseText(frame.session, text.replaceAll(HOLE, 'x')).errors?.length)
    frame.session.doubt('dangerous_variable', span, `${doubted} makes a program run what is not known.`);
  else {
    // Read without the variables, or it would be read for itself again.
    const scope = new Scope(null, frame.scope.home);
    const via = [...frame.via, { program: name, place: 'here' as const, where: null }];
    runTexts(
      { ...frame, scope, via, sink: null, stdin: INHERITED },
      { texts: [text.replace(/^\|-?/, '')], span, by: doubted },
    );
  }
}
