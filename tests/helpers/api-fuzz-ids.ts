import type { Random } from './api-fuzz-random.js';

const MAX_KNOWN_IDS = 200;

/** Ids that answers held, and those of each collection apart: among all of them a resource is rarely hit. */
export class KnownIds {
  readonly #all: string[] = [];
  readonly #byTemplate = new Map<string, string[]>();
  readonly #names = new Map<string, string[]>();
  readonly #places = new Map<string, string[]>();

  remember(id: string, template: string): void {
    const own = this.#byTemplate.get(template) ?? [];
    this.#byTemplate.set(template, own);
    for (const list of [this.#all, own]) {
      if (list.includes(id)) continue;
      list.push(id);
      if (list.length > MAX_KNOWN_IDS) list.shift();
    }
  }

  /** Where a member of a list is: only there its ids belong together. */
  rememberPlace(list: string, place: string): void {
    const places = this.#places.get(list) ?? [];
    this.#places.set(list, places);
    if (!places.includes(place) && places.length < MAX_KNOWN_IDS) places.push(place);
  }

  pickPlace(random: Random, list: string): string | undefined {
    const places = this.#places.get(list) ?? [];
    return places.length === 0 ? undefined : random.pick(places);
  }

  rememberName(name: string, template: string): void {
    const names = this.#names.get(template) ?? [];
    this.#names.set(template, names);
    if (!names.includes(name) && names.length < MAX_KNOWN_IDS) names.push(name);
  }

  /** For `/x/{name}`: one that `/x` answered. */
  pickName(random: Random, list: string): string | undefined {
    const names = this.#names.get(list) ?? [];
    return names.length === 0 ? undefined : random.pick(names);
  }

  /** Any id, or for `/x/{id}/y` more often one that the list `/x` answered; undefined when there is none yet. */
  pick(random: Random, list = ''): string | undefined {
    // Who is meant is told by more names than `userId`.
    const own = this.#byTemplate.get(list) ?? this.#byTemplate.get(list.replace(/^\w*UserId$/, 'userId')) ?? [];
    const ids = own.length > 0 && random.chance(0.75) ? own : this.#all;
    return ids.length === 0 ? undefined : random.pick(ids);
  }
}
