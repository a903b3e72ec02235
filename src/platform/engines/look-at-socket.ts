import { quoteWord } from '../shell-text/quote-word.js';
import { RemoteError } from '../ssh/remote-errors.js';
import type { BridgeSudo, StdioBridge, Transport } from '../ssh/transport.js';

/** What one user of a host finds when it looks for a socket. */
export interface SocketFacts {
  readonly user: string;
  readonly exists: boolean;
  readonly writable: boolean;
  /** Programs that can pass a stream on to it. */
  readonly bridges: readonly StdioBridge[];
}

const BRIDGES: readonly StdioBridge[] = ['docker', 'podman', 'socat'];
const LIMITS = { timeoutMs: 15_000, maxOutputBytes: 4_096 };
const NO_SUDO = 3;

/** One fact a line; nothing is changed. `-w` for root is always true, so it is asked only of what exists. */
const LOOK = `PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/snap/bin
echo "user $(id -un 2>/dev/null || id -u)"
[ -S "$path" ] && echo exists && [ -r "$path" ] && [ -w "$path" ] && echo writable
for tool in ${BRIDGES.join(' ')}; do command -v "$tool" >/dev/null 2>&1 && echo "tool $tool"; done
exit 0
`;

/** As the login user, or through sudo as root; undefined when sudo does not let us. Rejects with RemoteErrors. */
export async function lookAtSocket(
  transport: Transport,
  socketPath: string,
  sudo?: BridgeSudo,
): Promise<SocketFacts | undefined> {
  const path = `path=${quoteWord(socketPath)}\n`;
  const script = sudo === undefined ? path + LOOK : wrapInSudo(path + LOOK, sudo);
  const result = await transport.run({ script, ...LIMITS });
  if (sudo !== undefined && result.exitCode === NO_SUDO) return undefined;
  if (result.exitCode !== 0) {
    const message = `Looking for ${socketPath} ended with exit code ${result.exitCode ?? 'unknown'}.`;
    throw new RemoteError('command_failed', message, { exitCode: result.exitCode });
  }
  return readFacts(result.stdout.toString('utf8').split('\n'));
}

/** As in every batch: the password goes from a variable of the shell through a pipe, into no argument list. */
function wrapInSudo(script: string, sudo: BridgeSudo): string {
  const inner = `/bin/sh -c ${quoteWord(script)}`;
  if (sudo === 'passwordless') return `sudo -n -- ${inner} || exit ${NO_SUDO}\n`;
  return `unset mw_pw\nmw_pw=${quoteWord(sudo.password)}\nprintf '%s\\n' "$mw_pw" | sudo -k -S -p '' -- ${inner} || exit ${NO_SUDO}\n`;
}

function readFacts(lines: readonly string[]): SocketFacts {
  const rest = (prefix: string): readonly string[] =>
    lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
  const tools = new Set(rest('tool '));
  return {
    user: /^[\w.@\\-]{1,100}$/.exec(rest('user ')[0] ?? '')?.[0] ?? 'the login user',
    exists: lines.includes('exists'),
    writable: lines.includes('writable'),
    bridges: BRIDGES.filter((bridge) => tools.has(bridge)),
  };
}
