import {
  addGroup,
  addHost,
  addVariables,
  createInventory,
  resolveInventory,
  type AnsibleInventory,
} from './ansible-inventory.js';
import type { ParsedImport } from './imported-host.js';
import { parseYamlText } from './parse-yaml-text.js';

const MAX_DEPTH = 20;

/** An Ansible inventory in YAML form (`all: { hosts, children, vars }`). */
export function parseAnsibleYaml(text: string): ParsedImport {
  const inventory = createInventory();
  const parsed = parseYamlText(text);
  if (!parsed.ok) return { hosts: [], issues: parsed.issues };
  const document = parsed.value;
  if (!isMap(document))
    return { hosts: [], issues: [{ where: 'file', message: 'must be a map of groups, such as all: { hosts: … }' }] };
  for (const [name, group] of Object.entries(document)) readGroup(inventory, { name, group, where: name, depth: 0 });
  return resolveInventory(inventory);
}

interface GroupEntry {
  readonly name: string;
  readonly group: unknown;
  readonly where: string;
  readonly depth: number;
  readonly parent?: string;
}

function readGroup(inventory: AnsibleInventory, entry: GroupEntry): void {
  addGroup(inventory, entry.name, entry.parent);
  if (entry.group === null || entry.group === undefined) return;
  if (!isMap(entry.group) || entry.depth > MAX_DEPTH) {
    inventory.issues.push({ where: entry.where, message: 'must be a map with hosts, children and vars' });
    return;
  }
  const { hosts, children, vars } = entry.group;
  if (isMap(vars)) addVariables(inventory, entry.name, toVariables(vars));
  for (const [name, variables] of Object.entries(isMap(hosts) ? hosts : {})) {
    addHost(inventory, {
      name,
      group: entry.name,
      variables: isMap(variables) ? toVariables(variables) : {},
      where: `${entry.where}.hosts.${name}`,
    });
  }
  for (const [name, group] of Object.entries(isMap(children) ? children : {})) {
    readGroup(inventory, {
      name,
      group,
      where: `${entry.where}.children.${name}`,
      depth: entry.depth + 1,
      parent: entry.name,
    });
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nested values mean nothing to us. */
function toVariables(map: Record<string, unknown>): Record<string, string> {
  const plain = Object.entries(map).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
}
