import {
  addGroup,
  addHost,
  addVariables,
  createInventory,
  resolveInventory,
  type AnsibleInventory,
} from './ansible-inventory.js';
import { isVault, VAULT_ISSUE } from './ansible-variables.js';
import type { ParsedImport } from './imported-host.js';
import { parseYamlText } from './parse-yaml-text.js';

const MAX_DEPTH = 20;

/** An Ansible inventory in YAML form (`all: { hosts, children, vars }`). */
export function parseAnsibleYaml(text: string): ParsedImport {
  if (isVault(text)) return { hosts: [], issues: [VAULT_ISSUE] };
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
  const { vars } = entry.group;
  for (const [key, value] of Object.entries(entry.group)) {
    const message = PARTS[key] === undefined ? 'is neither hosts, children nor vars' : PARTS[key](value);
    if (message !== undefined) inventory.issues.push({ where: `${entry.where}.${key}`, message });
  }
  const [hosts, children] = [toMap(entry.group['hosts']), toMap(entry.group['children'])];
  if (isMap(vars)) addVariables(inventory, entry.name, toVariables(vars));
  for (const [name, variables] of Object.entries(hosts)) {
    addHost(inventory, {
      name,
      group: entry.name,
      variables: isMap(variables) ? toVariables(variables) : {},
      where: `${entry.where}.hosts.${name}`,
    });
  }
  for (const [name, group] of Object.entries(children)) {
    readGroup(inventory, {
      name,
      group,
      where: `${entry.where}.children.${name}`,
      depth: entry.depth + 1,
      parent: entry.name,
    });
  }
}

const isMapOrName = (value: unknown): string | undefined =>
  value === null || isMap(value) || typeof value === 'string'
    ? undefined
    : 'must be a map, one name and a colon a line';

/** What a group consists of, and what is wrong with such a part: whatever is passed over would be lost unseen. */
const PARTS: Readonly<Record<string, ((value: unknown) => string | undefined) | undefined>> = {
  hosts: isMapOrName,
  children: isMapOrName,
  vars: (value) => (value === null || isMap(value) ? undefined : 'must be a map of variables'),
};

/** A single name may stand for a map of it. */
function toMap(value: unknown): Record<string, unknown> {
  if (typeof value === 'string') return { [value]: null };
  return isMap(value) ? value : {};
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nested values mean nothing to us. */
function toVariables(map: Record<string, unknown>): Record<string, string> {
  const plain = Object.entries(map).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
}
