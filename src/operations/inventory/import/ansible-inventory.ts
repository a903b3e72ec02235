import type { ImportedHost, ImportIssue, ParsedImport } from './imported-host.js';
import { listObstacles } from './ansible-variables.js';
import { readProxyOptions } from './read-proxy.js';

type Variables = Record<string, string>;

interface Group {
  readonly parents: Set<string>;
  readonly variables: Variables;
}

interface Host {
  readonly where: string;
  readonly groups: Set<string>;
  readonly variables: Variables;
}

/** What both written forms of an Ansible inventory come to: groups with parents and variables, hosts with groups. */
export interface AnsibleInventory {
  readonly groups: Map<string, Group>;
  readonly hosts: Map<string, Host>;
  readonly issues: ImportIssue[];
}

export function createInventory(): AnsibleInventory {
  return { groups: new Map(), hosts: new Map(), issues: [] };
}

export function addGroup(inventory: AnsibleInventory, name: string, parent?: string): Group {
  const group = inventory.groups.get(name) ?? { parents: new Set(), variables: {} };
  inventory.groups.set(name, group);
  if (parent !== undefined) group.parents.add(parent);
  return group;
}

export function addVariables(inventory: AnsibleInventory, group: string, variables: Variables): void {
  Object.assign(addGroup(inventory, group).variables, variables);
}

export interface HostEntry {
  readonly name: string;
  readonly group: string;
  readonly variables: Variables;
  readonly where: string;
}

/** Adds a host, or every host of a range, to a group; a host may stand in several groups. */
export function addHost(inventory: AnsibleInventory, entry: HostEntry): void {
  addGroup(inventory, entry.group);
  const { pattern, port } = splitPort(entry.name);
  const names = expandRange(pattern);
  if (names === undefined) {
    inventory.issues.push({
      where: entry.where,
      message: `the range in "${entry.name}" is not understood or too long`,
    });
    return;
  }
  for (const name of names) {
    const host = inventory.hosts.get(name) ?? { where: entry.where, groups: new Set<string>(), variables: {} };
    inventory.hosts.set(name, host);
    host.groups.add(entry.group);
    Object.assign(host.variables, port, entry.variables);
  }
}

/** No name is longer, and patterns with several parts are slow on what is. */
export const MAX_NAME = 300;

/** `web1:2222`, `web[1:3]:2222`, `[2001:db8::1]:2222`; a bare IPv6 address has colons of its own. */
function splitPort(name: string): { readonly pattern: string; readonly port: Variables } {
  if (name.length > MAX_NAME) return { pattern: name, port: {} };
  const bracketed = /^\[([^\]]+:[^\]]*:[^\]]+)\](?::(\d+))?$/.exec(name);
  const plain = /^((?:[^:[\]]|\[[^\]]*\])+):(\d+)$/.exec(name);
  const [, pattern = name, port] = (isRange(name) ? null : bracketed) ?? plain ?? [];
  return { pattern, port: port === undefined ? {} : { ansible_port: port } };
}

function isRange(name: string): boolean {
  return RANGE.exec(name)?.index === 0;
}

const RANGE = /\[([0-9]+|[a-z]):([0-9]+|[a-z])(?::([0-9]+))?\]/;
const MAX_RANGE = 2_000;

/** `web[01:03]` → web01, web02, web03; several ranges multiply. */
export function expandRange(pattern: string): string[] | undefined {
  const found = RANGE.exec(pattern);
  if (found === null) return /[[\]]/.test(pattern) ? undefined : [pattern];
  const [whole, from = '', to = '', step = '1'] = found;
  const values = listRange(from, to, Number(step));
  if (values === undefined) return undefined;
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + whole.length);
  const tails = expandRange(after === '' ? '' : after);
  if (tails === undefined || values.length * tails.length > MAX_RANGE) return undefined;
  return values.flatMap((value) => tails.map((tail) => `${before}${value}${tail}`));
}

function listRange(from: string, to: string, step: number): string[] | undefined {
  const letters = /^[a-z]$/.test(from) && /^[a-z]$/.test(to);
  const numbers = /^\d+$/.test(from) && /^\d+$/.test(to);
  if ((!letters && !numbers) || step < 1) return undefined;
  const start = letters ? from.charCodeAt(0) : Number(from);
  const end = letters ? to.charCodeAt(0) : Number(to);
  if (end < start || (end - start) / step > MAX_RANGE) return undefined;
  const width = from.startsWith('0') ? from.length : 0;
  const count = Math.floor((end - start) / step) + 1;
  return Array.from({ length: count }, (_, index) => {
    const value = start + index * step;
    return letters ? String.fromCharCode(value) : String(value).padStart(width, '0');
  });
}

/** Ansible gives ssh all of them, in this order. */
const SSH_ARGUMENTS = ['ansible_ssh_common_args', 'ansible_ssh_extra_args'] as const;

/** Variables of groups (far ancestors first), then the host’s own; groups become labels. */
export function resolveInventory(inventory: AnsibleInventory): ParsedImport {
  const hosts = [...inventory.hosts].flatMap(([name, host]) => resolveHost(inventory, name, host) ?? []);
  return { hosts, issues: inventory.issues };
}

/** undefined for one that cannot be reached as it stands, which is told: it must not be enrolled as another one. */
function resolveHost(inventory: AnsibleInventory, name: string, host: Host): ImportedHost | undefined {
  const order = listAncestors(inventory, host.groups);
  const variables: Variables = Object.assign(
    {},
    ...order.map((group) => inventory.groups.get(group)?.variables ?? {}),
    host.variables,
  );
  const labels = order
    .filter((group) => group !== 'all' && group !== 'ungrouped')
    .map((group) => [`group.${group}`, 'true'] as const);
  const { jump, problem } = readProxyOptions(SSH_ARGUMENTS.map((key) => variables[key] ?? '').join(' '));
  const obstacles = [...(problem === undefined ? [] : [problem]), ...listObstacles(variables)];
  inventory.issues.push(...obstacles.map((message) => ({ where: host.where, message: `"${name}" ${message}` })));
  if (obstacles.length > 0) return undefined;
  return {
    where: host.where,
    name,
    address: variables['ansible_host'] ?? variables['ansible_ssh_host'] ?? name,
    port: variables['ansible_port'] ?? variables['ansible_ssh_port'],
    user: variables['ansible_user'] ?? variables['ansible_ssh_user'],
    labels: Object.fromEntries(labels),
    jump,
    transport: variables['ansible_connection'] === 'local' ? 'local' : undefined,
  };
}

/** All groups of a host from the farthest ancestor to the nearest; loops are cut. */
function listAncestors(inventory: AnsibleInventory, start: ReadonlySet<string>): string[] {
  const depth = new Map<string, number>();
  const visit = (name: string, level: number): void => {
    if ((depth.get(name) ?? -1) >= level || level > 20) return;
    depth.set(name, level);
    for (const parent of inventory.groups.get(name)?.parents ?? []) visit(parent, level + 1);
  };
  for (const group of start) visit(group, 0);
  // Whoever names it: everything is nearer.
  depth.set('all', 99);
  return [...depth].sort(([, left], [, right]) => right - left).map(([name]) => name);
}
