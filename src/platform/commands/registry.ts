import { MillwrightError } from '../errors/millwright-error.js';
import type { AnyCommand } from './command.js';

/** Every command the system runs by itself, by its unique id. */
export class CommandRegistry {
  readonly #commands = new Map<string, AnyCommand>();

  /** Throws MillwrightError('internal') when another command has this id. Adding the same object twice is harmless. */
  add(command: AnyCommand): void {
    const existing = this.#commands.get(command.id);
    if (existing !== undefined && existing !== command) {
      throw new MillwrightError('internal', `Two commands have the id '${command.id}'; give one of them another.`);
    }
    this.#commands.set(command.id, command);
  }

  get(id: string): AnyCommand | undefined {
    return this.#commands.get(id);
  }

  /** Sorted by id. */
  list(): readonly AnyCommand[] {
    return [...this.#commands.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
}
