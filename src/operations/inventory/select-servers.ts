import type { Knex } from 'knex';
import type { QueryBuilder } from 'objection';
import { parseSelector, SERVER_FIELDS, type SelectorTerm } from '../../domain/inventory/selector.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

/** Parses a selector given by a caller; `validation_failed` names the parameter. */
export function requireSelector(text: string, path = 'selector'): readonly SelectorTerm[] {
  const parsed = parseSelector(text);
  if (parsed.ok) return parsed.terms;
  throw new MillwrightError('validation_failed', `The selector ${parsed.message}.`, {
    errors: [{ path, message: parsed.message }],
  });
}

/** Narrows a query over servers to a selector's terms. Keys and values travel as bindings only. */
export function whereSelected<Q extends QueryBuilder<ServerModel, unknown>>(
  query: Q,
  terms: readonly SelectorTerm[],
): Q {
  for (const term of terms) {
    if (SERVER_FIELDS.includes(term.key)) whereField(query, term);
    else whereLabel(query, term);
  }
  return query;
}

function whereField(query: QueryBuilder<ServerModel, unknown>, term: SelectorTerm): void {
  const column = `servers.${term.key}`;
  if (term.operator === 'in') query.whereIn(column, [...term.values]);
  else if (term.operator === 'not_in') query.whereNotIn(column, [...term.values]);
  // Every server has these fields.
  else if (term.operator === 'not_exists') query.whereRaw('false');
}

function whereLabel(query: QueryBuilder<ServerModel, unknown>, term: SelectorTerm): void {
  if (term.operator === 'exists') query.whereRaw('jsonb_exists(servers.labels, ?)', [term.key]);
  else if (term.operator === 'not_exists') query.whereRaw('not jsonb_exists(servers.labels, ?)', [term.key]);
  else if (term.operator === 'in')
    query.whereRaw('servers.labels ->> ? = any(?::text[])', [term.key, [...term.values]]);
  else
    // In parentheses of its own: the other terms stand beside it.
    query.whereRaw('(servers.labels ->> ? = any(?::text[])) is not true', [term.key, [...term.values]]);
}

export interface ServerTarget {
  readonly serverIds?: readonly string[] | undefined;
  readonly selector?: string | undefined;
}

/** The servers a request means: by ids, by selector, both (intersection), or all. Unknown ids are `not_found`. */
export async function findTargetServers(knex: Knex, target: ServerTarget): Promise<{ id: string; site: string }[]> {
  const query = ServerModel.query(knex)
    .select('servers.id', 'servers.site')
    .orderBy('servers.site')
    .orderBy('servers.id');
  if (target.selector !== undefined) whereSelected(query, requireSelector(target.selector));
  if (target.serverIds !== undefined) query.whereIn('servers.id', [...target.serverIds]);
  const rows = await query;
  if (target.serverIds !== undefined && target.selector === undefined) requireAll(target.serverIds, rows);
  return rows.map((row) => ({ id: row.id, site: row.site }));
}

function requireAll(ids: readonly string[], rows: readonly { id: string }[]): void {
  const found = new Set(rows.map((row) => row.id));
  // A UUID may be written in capitals.
  const missing = ids.filter((id) => !found.has(id.toLowerCase()));
  if (missing.length === 0) return;
  throw new MillwrightError('not_found', `There is no server with id ${missing.slice(0, 5).join(', ')}.`);
}
