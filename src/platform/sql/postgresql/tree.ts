/** The parse tree is plain JSON: an object with one key names a node by its type. */
export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function treeAt(tree: Tree, key: string): Tree | null {
  const value = tree[key];
  return isTree(value) ? value : null;
}

export function listAt(tree: Tree, key: string): readonly Tree[] {
  const value = tree[key];
  return Array.isArray(value) ? value.filter(isTree) : [];
}

export function textAt(tree: Tree, key: string): string | null {
  const value = tree[key];
  return typeof value === 'string' ? value : null;
}

/** `schema.table` of a RangeVar. */
export function nameOfRelation(relation: Tree | null): string {
  if (relation === null) return '';
  const schema = textAt(relation, 'schemaname');
  const name = textAt(relation, 'relname') ?? '';
  return schema === null ? name : `${schema}.${name}`;
}

/** The dotted name of a list of String nodes, of a List node, of an object with arguments. */
export function nameOf(node: Tree): string {
  const own = treeAt(node, 'String');
  if (own !== null) return textAt(own, 'sval') ?? '';
  const list = treeAt(node, 'List');
  if (list !== null) return listAt(list, 'items').map(nameOf).join('.');
  const withArguments = treeAt(node, 'ObjectWithArgs');
  if (withArguments !== null) return listAt(withArguments, 'objname').map(nameOf).join('.');
  const typeName = treeAt(node, 'TypeName');
  if (typeName !== null) return listAt(typeName, 'names').map(nameOf).join('.');
  const relation = treeAt(node, 'RangeVar');
  if (relation !== null) return nameOfRelation(relation);
  return textAt(node, 'rolename') ?? textAt(treeAt(node, 'RoleSpec') ?? {}, 'rolename') ?? '';
}

/** Calls `visit` with every node of a tree, outermost first; where it says false, what is below is not visited. */
export function visitNodes(root: unknown, visit: (type: string, node: Tree) => boolean): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index -= 1) waiting.push(value[index]);
      continue;
    }
    if (!isTree(value)) continue;
    const entries = Object.entries(value);
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries[index];
      if (entry === undefined) continue;
      const [key, child] = entry;
      if (/^[A-Z]/.test(key) && isTree(child) && !visit(key, child)) continue;
      waiting.push(child);
    }
  }
}
