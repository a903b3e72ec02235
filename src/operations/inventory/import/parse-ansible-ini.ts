import {
  MAX_NAME,
  addGroup,
  addHost,
  addVariables,
  createInventory,
  resolveInventory,
  type AnsibleInventory,
} from './ansible-inventory.js';
import { isVault, VAULT_ISSUE } from './ansible-variables.js';
import type { ImportIssue, ParsedImport } from './imported-host.js';

const SECTION = /^\[([^\]:\s]+)(?::(vars|children))?\]$/;
/** Outside of quotes only: the options of ssh may hold either sign. */
const COMMENT = /^((?:[^"']|"[^"]*"|'[^']*')*?)(?:^|\s)[#;].*$/;
const IPV6 = /^\[[\da-f:.]*:[\da-f:.]*:[\da-f:.]*\]/i;

interface Position {
  group: string;
  kind: 'hosts' | 'vars' | 'children';
}

/**
 * An Ansible inventory in INI form: groups, `:children`, `:vars`, host variables and ranges (`web[01:20]`). What is wrong
 * is told by line and never quoted: inventories hold passwords.
 */
export function parseAnsibleIni(text: string): ParsedImport {
  if (isVault(text)) return { hosts: [], issues: [VAULT_ISSUE] };
  const inventory = createInventory();
  const issues: ImportIssue[] = [];
  const position: Position = { group: 'ungrouped', kind: 'hosts' };
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.replace(COMMENT, '$1').trim();
    if (line === '') return;
    const message = readLine(inventory, position, line, `line ${index + 1}`);
    if (message !== undefined) issues.push({ where: `line ${index + 1}`, message });
  });
  const resolved = resolveInventory(inventory);
  return { hosts: resolved.hosts, issues: [...issues, ...resolved.issues] };
}

function readLine(inventory: AnsibleInventory, position: Position, line: string, where: string): string | undefined {
  const section = SECTION.exec(line);
  if (section !== null) {
    position.group = section[1] ?? 'ungrouped';
    position.kind = (section[2] as 'vars' | 'children' | undefined) ?? 'hosts';
    addGroup(inventory, position.group);
    return undefined;
  }
  if (line.startsWith('[') && !IPV6.test(line.slice(0, MAX_NAME)))
    return 'this is not a section such as [web], [web:children] or [web:vars]';
  if (position.kind === 'children') {
    addGroup(inventory, line, position.group);
    return undefined;
  }
  if (position.kind === 'vars') {
    const variables = readVariables(line.replace(/\s*=\s*/, '='));
    if (variables === undefined) return 'this is not NAME=VALUE';
    addVariables(inventory, position.group, variables);
    return undefined;
  }
  const [name = '', ...rest] = splitWords(line);
  const variables = readVariables(rest.join(' '), rest);
  if (variables === undefined) return 'this is not a host followed by NAME=VALUE pairs';
  addHost(inventory, { name, group: position.group, variables, where });
  return undefined;
}

/** Words of a line; quotes keep blanks together and are removed. */
function splitWords(line: string): string[] {
  const words = line.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replaceAll(/["']/g, ''));
}

function readVariables(text: string, words: readonly string[] = [text]): Record<string, string> | undefined {
  const result: Record<string, string> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    if (at <= 0) return undefined;
    result[word.slice(0, at).trim()] = word
      .slice(at + 1)
      .trim()
      .replaceAll(/^["']|["']$/g, '');
  }
  return result;
}
