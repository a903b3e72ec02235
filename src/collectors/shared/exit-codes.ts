/**
 * For tools whose exit code is no verdict: everything the tool itself can say. From 124 on it is GNU timeout, the shell
 * or a signal that speaks, and those stay failures.
 */
export const ANY_EXIT_CODE: readonly number[] = Array.from({ length: 124 }, (_, code) => code);
