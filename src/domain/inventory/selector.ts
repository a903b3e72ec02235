/**
 * Label selectors, as Kubernetes writes them: `role=db,site=berlin,env!=test,tier in (web,app),gpu,!old`.
 * `site`, `name`, `status` and `transport` name the server's own fields; every other key is a label.
 */
export interface SelectorTerm {
  readonly key: string;
  readonly operator: 'in' | 'not_in' | 'exists' | 'not_exists';
  /** Empty for the two existence operators. */
  readonly values: readonly string[];
}

export type SelectorResult =
  | { readonly ok: true; readonly terms: readonly SelectorTerm[] }
  | { readonly ok: false; readonly message: string };

export const SERVER_FIELDS: readonly string[] = ['site', 'name', 'status', 'transport'];

const KEY = '[A-Za-z0-9][A-Za-z0-9._/-]{0,62}';
const VALUE = '[A-Za-z0-9._:/@+-]{0,255}';
const EQUALITY = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*(${VALUE})$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s+\\(([^()]*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`);
const MAX_TERMS = 32;

/** Parses a selector. An empty one selects everything. */
export function parseSelector(text: string): SelectorResult {
  const parts = splitTerms(text);
  if (parts.length > MAX_TERMS) return { ok: false, message: `has more than ${MAX_TERMS} terms` };
  const terms: SelectorTerm[] = [];
  for (const part of parts) {
    const term = parseTerm(part);
    if (term === undefined)
      return { ok: false, message: `"${part}" is not a term such as role=db, env!=test, tier in (a,b), gpu or !old` };
    terms.push(term);
  }
  return { ok: true, terms };
}

// A comma inside parentheses separates values, outside it separates terms.
function splitTerms(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseTerm(part: string): SelectorTerm | undefined {
  const equality = EQUALITY.exec(part);
  if (equality !== null) {
    const [, key = '', operator, value = ''] = equality;
    return { key, operator: operator === '!=' ? 'not_in' : 'in', values: [value] };
  }
  const set = SET.exec(part);
  if (set !== null) return parseSet(set);
  const existence = EXISTENCE.exec(part);
  if (existence === null) return undefined;
  return { key: existence[2] ?? '', operator: existence[1] === '!' ? 'not_exists' : 'exists', values: [] };
}

function parseSet([, key = '', operator, list = '']: RegExpExecArray): SelectorTerm | undefined {
  const values = list.split(',').map((value) => value.trim());
  const pattern = new RegExp(`^${VALUE}$`);
  if (values.some((value) => value === '' || !pattern.test(value))) return undefined;
  return { key, operator: operator === 'in' ? 'in' : 'not_in', values };
}

export interface Selectable {
  readonly name: string;
  readonly site: string;
  readonly status: string;
  readonly transport: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether a server is selected. As in Kubernetes, `key!=value` also selects servers without the label. */
export function matchesSelector(terms: readonly SelectorTerm[], server: Selectable): boolean {
  return terms.every((term) => {
    const value = readKey(term.key, server);
    if (term.operator === 'exists') return value !== undefined;
    if (term.operator === 'not_exists') return value === undefined;
    const listed = value !== undefined && term.values.includes(value);
    return term.operator === 'in' ? listed : !listed;
  });
}

function readKey(key: string, server: Selectable): string | undefined {
  if (SERVER_FIELDS.includes(key)) return server[key as 'site' | 'name' | 'status' | 'transport'];
  return Object.hasOwn(server.labels, key) ? server.labels[key] : undefined;
}
