import { parseSelector, type SelectorTerm } from '../../inventory/selector.js';

/** What policies and labels see of a container. */
export interface PolicySubject {
  readonly name: string;
  /** As the container names it: `registry.example/shop/web:1.2`. */
  readonly image: string;
  /** Id of the container host. */
  readonly host: string;
  /** Name of the server. */
  readonly server: string;
  readonly site: string;
  /** Of Compose. */
  readonly project: string | null;
  readonly service: string | null;
  readonly runtime: string;
  /** Of the container; from compose files and images. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Keys that are not labels. */
export const CONTAINER_FIELDS = ['name', 'image', 'host', 'server', 'site', 'project', 'service', 'runtime'] as const;
type Field = (typeof CONTAINER_FIELDS)[number];

/**
 * Whether a container is selected; the syntax is that of the servers’ selectors. `image` also takes an image without
 * its tag, without its registry, or its last word alone: `image=nginx` selects docker.io/library/nginx:1.27. As in
 * Kubernetes, `key!=value` selects containers without the label as well.
 */
export function selectsContainer(terms: readonly SelectorTerm[], container: PolicySubject): boolean {
  return terms.every((term) => {
    const values = readKey(term.key, container);
    if (term.operator === 'exists') return values.length > 0;
    if (term.operator === 'not_exists') return values.length === 0;
    const listed = values.some((value) => term.values.includes(value));
    return term.operator === 'in' ? listed : !listed;
  });
}

function readKey(key: string, container: PolicySubject): readonly string[] {
  if (key === 'image') return nameImage(container.image);
  const value = isField(key) ? container[key] : Object.hasOwn(container.labels, key) ? container.labels[key] : null;
  return value === null || value === undefined ? [] : [value];
}

function isField(key: string): key is Field {
  return (CONTAINER_FIELDS as readonly string[]).includes(key);
}

/** Every way to name an image, the whole reference first. */
function nameImage(reference: string): string[] {
  const untagged = reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  const parts = untagged.split('/');
  return [...new Set([reference, ...parts.map((_, index) => parts.slice(index).join('/'))])];
}

/** The more a selector demands, the more it speaks of this container: fields weigh more than labels. */
export function weighSelector(terms: readonly SelectorTerm[]): number {
  return terms.reduce((sum, term) => sum + weighTerm(term), 0);
}

const WEIGHTS: Readonly<Partial<Record<string, number>>> = { name: 16, service: 8, host: 4, server: 4, image: 4 };

function weighTerm({ key, operator }: SelectorTerm): number {
  // What a container is not says little about what it is.
  return operator === 'in' ? (WEIGHTS[key] ?? 2) : 1;
}

/** A fault in a selector and the character (from 1) at which its term begins. */
export function findSelectorFault(text: string): { readonly position: number; readonly message: string } | null {
  const whole = parseSelector(text);
  if (whole.ok) return null;
  let position = 1;
  for (const part of text.split(/(,)(?![^(]*\))/)) {
    const parsed = parseSelector(part);
    if (part !== ',' && !parsed.ok) {
      const at = position + part.length - part.trimStart().length;
      return { position: at, message: `character ${at}: ${parsed.message}` };
    }
    position += part.length;
  }
  return { position: 1, message: whole.message };
}
