import SSHConfig from 'ssh-config';
import type { ImportedHost, ImportIssue, ParsedImport } from './imported-host.js';
import { readProxyCommand, readProxyJump } from './read-proxy.js';

const WILDCARD = /[*?!]/;
const SECTION_START = /^\s*(host|match)(?:\s|=)/i;
const UNFOLLOWED = /^\s*(match|include)(?:\s|=)/i;
const { DIRECTIVE } = SSHConfig;

interface Directive {
  readonly type: number;
  readonly param: string;
  readonly value: string | readonly { readonly val: string }[];
}

/**
 * The concrete hosts of an ssh_config: patterns only give their settings to the hosts they match. `Match` blocks and
 * `Include` are told, not followed: what they would mean depends on the machine the file lies on.
 */
export function parseSshConfig(text: string): ParsedImport {
  const issues = listUnfollowedLines(text);
  let config: SSHConfig;
  try {
    config = SSHConfig.parse(dropMatchBlocks(text));
  } catch (error) {
    return { hosts: [], issues: [{ where: 'file', message: (error as Error).message }] };
  }
  // SSHConfig is an Array of its own kind: map() on it would make another one.
  const aliases = [...(config as unknown as Directive[])]
    .filter((line) => line.type === DIRECTIVE && line.param.toLowerCase() === 'host')
    .flatMap((line) => listAliases(line.value));
  // ssh reads all the blocks of a host as one.
  const hosts = [...new Set(aliases)].flatMap((alias) => toHost(config, alias, issues) ?? []);
  return { hosts, issues };
}

function listUnfollowedLines(text: string): ImportIssue[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const keyword = UNFOLLOWED.exec(line)?.[1];
    if (keyword === undefined) return [];
    const message = `${keyword} is not followed: put hosts and settings under Host in this file`;
    return [{ where: `line ${index + 1}`, message }];
  });
}

/** `Match exec` would run a command of the file on this machine when the library evaluates it: no block reaches it. */
function dropMatchBlocks(text: string): string {
  let inside = false;
  const kept = text.split(/\r?\n/).filter((line) => {
    const start = SECTION_START.exec(line);
    if (start !== null) inside = start[1]?.toLowerCase() === 'match';
    return !inside;
  });
  return kept.join('\n');
}

function listAliases(value: Directive['value']): string[] {
  const words = typeof value === 'string' ? value.split(/\s+/) : value.map((part) => part.val);
  return words.filter((word) => word !== '' && !WILDCARD.test(word));
}

/** undefined for one that is reached in a way we cannot go, which is told. */
function toHost(config: SSHConfig, alias: string, issues: ImportIssue[]): ImportedHost | undefined {
  const settings = config.compute(alias, { ignoreCase: true }) as Record<string, string | string[] | undefined>;
  const read = (name: string): string | undefined => {
    const value = settings[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const proxyJump = read('proxyjump');
  const { jump, problem } =
    proxyJump === undefined ? readProxyCommand(commandOf(settings['proxycommand'])) : readProxyJump(proxyJump);
  if (problem !== undefined) {
    issues.push({ where: `Host ${alias}`, message: `it ${problem}` });
    return undefined;
  }
  return {
    where: `Host ${alias}`,
    name: alias,
    address: (read('hostname') ?? alias).replaceAll('%h', alias),
    port: read('port'),
    user: read('user'),
    labels: {},
    jump,
  };
}

/** The library gives a command word by word. */
function commandOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(' ') : value;
}
