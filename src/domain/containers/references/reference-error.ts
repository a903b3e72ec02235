/** Why a text is no image reference; the remedy is what a person changes. */
export const REFERENCE_PROBLEMS = {
  empty: 'Give an image reference such as nginx:1.27.',
  too_long: 'A repository may have 255 characters, a tag 128.',
  upper_case: 'Write the repository in lower case; only tags may have upper case.',
  bad_registry: 'Write the registry as host or host:port, without http:// and without a path.',
  bad_repository:
    'A repository has lower-case letters, digits and single separators (., _, __, -), parts divided by one slash.',
  bad_tag: 'A tag begins with a letter, a digit or _, and goes on with these, dots and dashes.',
  bad_digest: 'A digest is sha256: and 64 lower-case hexadecimal digits.',
  is_image_id: 'This is an image id; name the image by its repository and tag.',
} as const;

export type ReferenceProblem = keyof typeof REFERENCE_PROBLEMS;

const SHOWN_LENGTH = 100;

export class ImageReferenceError extends Error {
  override readonly name = 'ImageReferenceError';
  readonly code: ReferenceProblem;

  constructor(code: ReferenceProblem, text: string) {
    super(`${JSON.stringify(shorten(text))} is no image reference (${code}). ${REFERENCE_PROBLEMS[code]}`);
    this.code = code;
  }
}

function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}
