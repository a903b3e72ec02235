import { EngineError } from './engine-error.js';
import { showText } from './show-text.js';

// An engine decodes a slash before it looks for the route.
const IMPOSSIBLE = /[\p{Cc}/]/u;
const SHOWN_CHARACTERS = 100;

function refuse(name: string): never {
  throw new EngineError('bad_request', `"${showText(name, SHOWN_CHARACTERS)}" is no name that an engine could have.`);
}

/** A name or id as one segment of a path: it cannot reach into another part of the API. Throws `bad_request`. */
export function encodeName(name: string): string {
  if (name === '' || name === '.' || name === '..' || IMPOSSIBLE.test(name)) refuse(name);
  return encodeURIComponent(name);
}

/** An image reference: its slashes stay. Throws `bad_request`. */
export function encodeReference(reference: string): string {
  return reference.split('/').map(encodeName).join('/');
}
