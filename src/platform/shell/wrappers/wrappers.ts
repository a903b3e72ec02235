import { RUN_AS_WRAPPERS } from './run-as-wrappers.js';
import { ELSEWHERE_WRAPPERS } from './elsewhere-wrappers.js';
import type { Wrapper } from './wrapper.js';

export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  [...RUN_AS_WRAPPERS, ...ELSEWHERE_WRAPPERS].flatMap((wrapper) =>
    wrapper.names.map((name): [string, Wrapper] => [name, wrapper]),
  ),
);
