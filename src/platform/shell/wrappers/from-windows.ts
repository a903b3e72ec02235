import { readPosix } from '../read-posix.js';
import type { Execution, ShellReading } from '../reading.js';

/** Programs that start a POSIX shell or its programs when PowerShell or cmd call them. */
const STARTS_POSIX: ReadonlySet<string> = new Set(
  `ssh plink wsl bash sh zsh docker docker-compose podman nerdctl kubectl oc crictl multipass vagrant lxc incus limactl
  gcloud fly flyctl git tar rsync make npx npm pnpm yarn bunx poetry pipenv uv uvx bundle`.split(/\s+/),
);
/** Of these nothing is told but what they run. */
const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh']);
/** A text with more commands than that is held anyway, and reading each of these takes its time. */
const MOST_BEFORE = 200;

type Started = Pick<Execution, 'program' | 'args' | 'stdin' | 'span'>;

export interface ReadByPosix extends ShellReading {
  /** All that it does was read: it need not be told itself. */
  readonly whole: boolean;
}

/** `wsl rm -rf /home`, `ssh host "…"`, `docker exec web …` from Windows: what they run is read as bash reads it. */
export function readStartedPosix({ program, args, stdin, span }: Started, before: number): ReadByPosix | null {
  if (program === null || !STARTS_POSIX.has(program)) return null;
  if (before > MOST_BEFORE) {
    const explanation = `What ${program} starts is not looked at behind so many commands.`;
    return { executions: [], doubts: [{ code: 'too_many', explanation, span }], whole: false };
  }
  const words = args.map((word) =>
    // A variable that nobody has set is as unknown as this word.
    word.unknown ? `"${escapeWithin(word.values[0] ?? '')}$__not_known"` : quote(word.values[0] ?? ''),
  );
  const input =
    stdin.kind === 'text' ? ` <<< ${quote(stdin.text)}` : stdin.kind === 'opaque' ? ' < "$__not_known"' : '';
  const reading = readPosix(`${program} ${words.join(' ')}${input}`, { dialect: 'bash' });
  const executions = reading.executions
    .filter(({ via }) => via.length > 0)
    .map((execution) => ({ ...execution, span }));
  return {
    executions,
    doubts: reading.doubts.map((doubt) => ({ ...doubt, span })),
    whole: SHELLS.has(program) && (executions.length > 0 || reading.doubts.length > 0),
  };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function escapeWithin(text: string): string {
  return text.replaceAll(/["\\$`]/g, String.raw`\$&`);
}
