import { listAt, textAt, treeAt, visitNodes } from './tree.js';
import type { Tree } from './tree.js';

/** `WHERE true`, `WHERE 1 = 1`, `WHERE id = id`, `WHERE x = 3 OR true`: a condition that keeps no row out. */
export function isTrivialCondition(condition: Tree): boolean {
  const either = treeAt(condition, 'BoolExpr');
  const parts = either === null ? [] : listAt(either, 'args');
  // The parser makes one flat list of `a OR b OR c`; nesting is at most as deep as the parentheses.
  if (either !== null && textAt(either, 'boolop') === 'OR_EXPR') return parts.some(isTrivialCondition);
  if (either !== null && textAt(either, 'boolop') === 'AND_EXPR') return parts.every(isTrivialCondition);
  return isConstant(condition) || comparesWithItself(condition);
}

/** Nothing in it can differ from row to row. */
function isConstant(condition: Tree): boolean {
  let constant = true;
  visitNodes(condition, (type) => {
    if (['ColumnRef', 'SubLink', 'FuncCall', 'CurrentOfExpr', 'ParamRef', 'SQLValueFunction'].includes(type))
      constant = false;
    return constant;
  });
  return constant;
}

function comparesWithItself(condition: Tree): boolean {
  const expression = treeAt(condition, 'A_Expr');
  if (expression === null) return false;
  const left = treeAt(treeAt(expression, 'lexpr') ?? {}, 'ColumnRef');
  const right = treeAt(treeAt(expression, 'rexpr') ?? {}, 'ColumnRef');
  if (left === null || right === null) return false;
  const operator = textAt(treeAt(listAt(expression, 'name')[0] ?? {}, 'String') ?? {}, 'sval');
  return operator === '=' && JSON.stringify(left['fields']) === JSON.stringify(right['fields']);
}
