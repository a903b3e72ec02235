import { fc } from './properties.js';

const SIGNS = ["'", '"', '`', '^', '(', ')', '{', '}', ';', '|', '&', '@', '[', ']', '\n', '='];
const WORDS = ['$x', '%x%', 'if ', 'for ', 'del '];

/** Texts that cmd or PowerShell may be given, most of them broken. */
export const windowsText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...SIGNS, ...WORDS), { maxLength: 30 }).map((parts) => parts.join('')),
);
