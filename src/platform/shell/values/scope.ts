import type { Function as FunctionNode } from 'unbash';
import type { Feed } from './feed.js';
import type { SourceText } from './source-text.js';
import { joinValues, UNKNOWN, type Arg, type Value } from './value.js';

export interface Variable {
  readonly value: Value;
  /** An array, by key; `open`: it may hold more. */
  readonly items?: ReadonlyMap<string, Value>;
  readonly open?: boolean;
  readonly exported: boolean;
}

/** What a name may stand for after branches; each is read. */
export const MOST_DEFINITIONS = 8;

/** A function with the text it was read from; several when branches differ. */
export interface FunctionDefinition {
  readonly node: FunctionNode;
  readonly source: SourceText;
}

interface Layer {
  readonly variables: Map<string, Variable>;
  /** [] stands for a function that was taken away. */
  readonly functions: Map<string, readonly FunctionDefinition[]>;
  readonly aliases: Map<string, Value | null>;
}

/** A session has these in its environment: assigning one is exporting it. */
const EXPORTED_BY_NATURE: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'PAGER',
  'EDITOR',
  'VISUAL',
  'SHELL',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'BASH_ENV',
]);

/**
 * The variables, functions and place of a shell. A subshell or a branch gets a layer over it, which costs nothing;
 * afterwards the layer is dropped, taken over, or joined with what was before.
 */
export class Scope implements Layer {
  readonly variables = new Map<string, Variable>();
  readonly functions = new Map<string, readonly FunctionDefinition[]>();
  readonly aliases = new Map<string, Value | null>();
  /** Names that were looked up below this layer: a loop has to be read again when its body changes one of them. */
  readonly readBelow = new Set<string>();
  /** Of this layer; what is exported below stays so. */
  readonly exportedNames = new Set<string>();
  #cwd: Arg | null | undefined;
  #positional: readonly Arg[] | null | undefined;
  #directories: readonly (Arg | null)[] | undefined;
  #input: Feed | undefined;

  constructor(
    readonly parent: Scope | null,
    readonly home: string,
  ) {}

  layer(): Scope {
    return new Scope(this, this.home);
  }

  variable(name: string): Variable | undefined {
    const own = this.variables.get(name);
    if (own) return own;
    this.readBelow.add(name);
    return this.parent?.variable(name);
  }

  functionsNamed(name: string): readonly FunctionDefinition[] {
    return this.functions.get(name) ?? this.parent?.functionsNamed(name) ?? [];
  }

  alias(name: string): Value | null {
    const own = this.aliases.get(name);
    return own === undefined ? (this.parent?.alias(name) ?? null) : own;
  }

  /** null: where the session begins. */
  get cwd(): Arg | null {
    return this.#cwd === undefined ? (this.parent?.cwd ?? null) : this.#cwd;
  }

  set cwd(cwd: Arg | null) {
    this.#cwd = cwd;
  }

  /** null: those of the session, which are not known. */
  get positional(): readonly Arg[] | null {
    return this.#positional === undefined ? (this.parent?.positional ?? null) : this.#positional;
  }

  set positional(words: readonly Arg[] | null) {
    this.#positional = words;
  }

  get directories(): readonly (Arg | null)[] {
    return this.#directories ?? this.parent?.directories ?? [];
  }

  set directories(stack: readonly (Arg | null)[]) {
    this.#directories = stack;
  }

  /** What `exec < file` left as the input. */
  get input(): Feed | undefined {
    return this.#input ?? this.parent?.input;
  }

  set input(feed: Feed | undefined) {
    this.#input = feed;
  }

  set(name: string, value: Value): void {
    const exported = this.#isExported(name);
    if (exported) this.exportedNames.add(name);
    this.variables.set(name, { value, exported });
  }

  export(name: string, value?: Value): void {
    const before = this.variable(name);
    const kept: Variable = { value: value ?? before?.value ?? UNKNOWN, exported: true };
    this.variables.set(name, before?.items && !value ? { ...before, exported: true } : kept);
    this.exportedNames.add(name);
  }

  #isExported(name: string): boolean {
    const own = this.variables.get(name);
    if (own) return own.exported;
    return this.parent ? this.parent.#isExported(name) : EXPORTED_BY_NATURE.has(name);
  }

  /** Takes over what one of these layers did, or none of them where `maybe`. */
  join(layers: readonly Scope[], maybe: boolean): void {
    const all = maybe ? [...layers, this] : layers;
    for (const name of new Set(layers.flatMap((layer) => [...layer.variables.keys()])))
      this.variables.set(name, joinVariables(all.map((layer) => layer.variable(name))));
    for (const name of new Set(layers.flatMap((layer) => [...layer.functions.keys()])))
      this.functions.set(
        name,
        // One more than are read: that there are more is not forgotten.
        [...new Set(all.flatMap((layer) => layer.functionsNamed(name)))].slice(0, MOST_DEFINITIONS + 1),
      );
    for (const name of new Set(layers.flatMap((layer) => [...layer.aliases.keys()]))) {
      const values = all.map((layer) => layer.alias(name)).filter((value) => value !== null);
      this.aliases.set(name, values.length === 0 ? null : joinValues(values));
    }
    for (const layer of layers) {
      for (const name of layer.exportedNames) this.exportedNames.add(name);
    }
    this.#joinPlace(layers);
  }

  /** A `cd` in a branch is taken to have worked: what follows was written for that. */
  #joinPlace(layers: readonly Scope[]): void {
    const moved = layers.filter((layer) => layer.#cwd !== undefined).map((layer) => layer.cwd);
    if (moved.length > 0) {
      const [first] = moved;
      this.#cwd = first
        ? { ...first, alts: joinValues(moved.map((arg) => arg?.alts ?? UNKNOWN)) }
        : (moved.find((arg) => arg !== null) ?? null);
    }
    for (const layer of layers) {
      if (layer.#directories) this.#directories = layer.#directories;
      if (layer.#input) this.#input = layer.#input;
      if (layer.#positional !== undefined)
        this.#positional = layers.length === 1 && !layer.parent ? layer.#positional : joinWords(layers);
    }
  }
}

function joinWords(layers: readonly Scope[]): readonly Arg[] | null {
  const lists = layers.map((layer) => layer.positional);
  const [first] = lists;
  if (!first || lists.some((list) => list?.length !== first.length)) return lists.length === 1 ? (first ?? null) : null;
  return first.map((arg, index) => ({ ...arg, alts: joinValues(lists.map((list) => list?.[index]?.alts ?? UNKNOWN)) }));
}

function joinVariables(variables: readonly (Variable | undefined)[]): Variable {
  const exported = variables.some((variable) => variable?.exported);
  const lists = variables.flatMap((variable) => (variable?.items ? [variable.items] : []));
  const value = joinValues(variables.map((variable) => variable?.value ?? UNKNOWN));
  if (lists.length === 0) return { value, exported };
  const keys = new Set(lists.flatMap((list) => [...list.keys()]));
  const items = new Map(
    [...keys].map((key) => [key, joinValues(lists.map((list) => list.get(key)).filter((item) => item !== undefined))]),
  );
  const open = lists.length < variables.length || lists.some((list) => list.size !== keys.size);
  return { value, items, open: open || variables.some((variable) => variable?.open), exported };
}
