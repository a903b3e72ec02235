interface TagRow {
  /** The last part of the image's name. */
  readonly image: RegExp;
  /** Where the tag holds the version of the server; null: it holds only another one. */
  readonly tag: RegExp | null;
  readonly reason: string;
}

/** The first whose image and tag fit counts. */
const TAGS: readonly TagRow[] = [
  { image: /./, tag: /(?:^|[-_.])pg(\d{1,2}(?:\.\d{1,2})?)(?=$|[-_.])/, reason: 'of extensions: 2.13.1-pg15, pg16' },
  {
    image: /^(?:timescaledb.*|pgvector|pgvecto-rs|alloydbomni|redis-stack.*)$/,
    tag: null,
    reason: 'the number is that of the extension',
  },
  { image: /^minio$/, tag: /^(RELEASE\.[\dTZ-]+)/, reason: 'releases bear their time' },
  { image: /./, tag: /^v?(\d{1,4}(?:\.\d{1,6}){0,3})(?=$|[-_+])/, reason: '16.2-alpine, 15.4.0-debian-11-r45, 8' },
];

/** What the tag of an image says of the server within, for as long as it does not tell itself; null: nothing. */
export function versionOfImage(image: string): string | null {
  const [, name = '', tag = ''] = /([^/:@]+):([\w.+-]+)(?:@sha256:[0-9a-f]+)?$/.exec(image) ?? [];
  const row = TAGS.find((each) => each.image.test(name) && each.tag?.test(tag) !== false);
  return row?.tag?.exec(tag)?.[1] ?? null;
}
