export interface Proxy {
  /** Name of the jump server next to the host. */
  readonly jump?: string | undefined;
  /** What keeps the host from being reached as the file means it. */
  readonly problem?: string | undefined;
}

/** `ssh -W %h:%p -q user@gateway`, in any order: what ProxyJump was before it had a name. */
const SSH_FORWARD = /^(?:\S*\/)?ssh\s(?=.*-W\s*["']?\[?%h\]?:%p)/;
/** Options of ssh that have a value of their own. */
const WITH_VALUE = /^-[BbcDEeFIiJLlmOopQRSWw]$/;

/** `admin@a:22,ssh://b:22` → b: the hop next to the host; how to reach that one is its own entry’s business. */
export function readProxyJump(value: string | undefined): Proxy {
  const last = value?.split(',').at(-1)?.trim() ?? '';
  const name = last
    .replace(/^ssh:\/\//i, '')
    .replace(/^[^@]*@/, '')
    .replace(/^\[([^\]]*)\](?::\d+)?$|^([^:]*):\d+$/, '$1$2');
  return name === '' || name.toLowerCase() === 'none' ? {} : { jump: name };
}

/** A way through another machine that we cannot go must be told: without it the host would be asked directly. */
export function readProxyCommand(value: string | undefined): Proxy {
  const command = value?.trim() ?? '';
  if (command === '' || command.toLowerCase() === 'none') return {};
  const target = SSH_FORWARD.test(command) ? targetOf(command.split(/\s+/).slice(1)) : undefined;
  if (target !== undefined) return readProxyJump(target);
  return { problem: 'is reached by a ProxyCommand other than `ssh -W %h:%p GATEWAY`: write ProxyJump instead' };
}

function targetOf(words: readonly string[]): string | undefined {
  return words.find((word, index) => !word.startsWith('-') && !WITH_VALUE.test(words[index - 1] ?? ''));
}

/** Options as for ssh’s command line: `-J a,b`, `-o ProxyJump=a`, `-o ProxyCommand="ssh -W %h:%p a"`. */
export function readProxyOptions(text: string): Proxy {
  const jump = /(?:^|\s)-J\s*["']?([^\s"']+)|\bProxyJump(?:\s*=\s*|\s+)["']?([^\s"']+)/i.exec(text);
  if (jump !== null) return readProxyJump(jump[1] ?? jump[2]);
  return readProxyCommand(/\bProxyCommand(?:\s*=\s*|\s+)["']?(.*)$/i.exec(text)?.[1]?.replace(/["']\s*$/, ''));
}
