/** One host as a file describes it, before it is checked and its names are resolved. */
export interface ImportedHost {
  /** Where it stands, for messages: a line number or a path such as `all.children.db.hosts.db1`. */
  readonly where: string;
  readonly name: string;
  readonly address: string;
  readonly port?: number | string | undefined;
  /** Login user: chooses the credential when none is named. */
  readonly user?: string | undefined;
  /** Name of a stored server credential. */
  readonly credential?: string | undefined;
  readonly site?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the jump server, in the same file or enrolled already. */
  readonly jump?: string | undefined;
  readonly transport?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly sudo?: string | undefined;
}

export interface ImportIssue {
  readonly where: string;
  readonly message: string;
}

export interface ParsedImport {
  readonly hosts: readonly ImportedHost[];
  readonly issues: readonly ImportIssue[];
}

/** A file larger than this is not an inventory of 2,000 machines. */
export const MAX_IMPORTED_HOSTS = 5_000;

export function parseLabelList(text: string): Record<string, string> {
  const pairs = text.split(/[,;\s]+/).filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
