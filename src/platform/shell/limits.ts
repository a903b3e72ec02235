/** Past each of these something is given up, and that is said: as a doubt, or as a value that is not known. */

/** Text given, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 64 * 1024;
/** `$(`, `${`, `<(`, backticks: each may stand within the one before. */
export const MAX_OPENERS = 1_500;
/** These and heredocs, times the length of the text: the parser may look through the rest of it for the end of each. */
export const MAX_LOOKED_THROUGH = 10_000_000;
/** Ends of commands and lines; past it the text is not even parsed. */
export const MAX_SEPARATORS = 5_000;
/** `f() g() h()`: the parser goes one level deeper with each. */
export const MAX_FUNCTIONS = 500;
/** What one word can be; past it the word is not known. */
export const MAX_VALUES = 16;
/** Turns of a loop over words that are known; past it the variable is not known and the body read once. */
export const MAX_TURNS = 64;
export const MAX_EXECUTIONS = 1_000;
/** Scripts within scripts, function calls, groups, each within the other. */
export const MAX_NESTING = 32;
/** Words that one word may become through braces. */
export const MAX_BRACE_WORDS = 1_024;
/** A longer value is not known. */
export const MAX_VALUE_LENGTH = 32 * 1024;
/** A longer path is none for any kernel: where it leads is not known. */
export const MAX_PATH_LENGTH = 4_096;
/** Commands read, words expanded, text handled: bounds the time whatever the text is. One step is about a microsecond. */
export const MAX_STEPS = 12_000;
/** Names of programs kept for a pipe. */
export const MAX_NAMES = 32;
