import { parseImageReference } from '../references/image-reference.js';

/**
 * What a container would be made from: its own reference, spelled as it was, with another tag. One that was bound to a
 * digest is bound to the new one. Throws `ImageReferenceError`.
 */
export function candidateReference(text: string, candidate: { readonly tag: string; readonly digest: string }): string {
  const { tag, digest } = parseImageReference(text);
  const isSameTag = candidate.tag === (tag ?? 'latest');
  const bare = digest === null ? text : text.slice(0, text.indexOf('@'));
  const name = tag === null ? bare : bare.slice(0, bare.length - tag.length - 1);
  // `nginx` stays `nginx`: compose and people compare texts.
  const tagged = isSameTag ? bare : `${name}:${candidate.tag}`;
  return digest === null ? tagged : `${tagged}@${candidate.digest}`;
}
