export type MysqlFamily = 'mysql' | 'mariadb';

export interface ServerVersion {
  readonly family: MysqlFamily;
  /** `8.0.36`: without the package's additions. Null when the text has no numbers. */
  readonly version: string | null;
  /** Major, minor, patch; empty when the text has no numbers. */
  readonly numbers: readonly number[];
}

const MAX_LENGTH = 200;

/**
 * Which of the two families a server is, by `VERSION()` or the greeting and, where there was a login, by
 * `@@version_comment`. MariaDB writes its name into the version; before 11 its greeting has `5.5.5-` in front, so that
 * old replicas accept a version with two digits.
 */
export function readServerVersion(versionText: string, comment = ''): ServerVersion {
  const text = versionText.slice(0, MAX_LENGTH);
  const family = /mariadb/i.test(text) || /mariadb/i.test(comment.slice(0, MAX_LENGTH)) ? 'mariadb' : 'mysql';
  const match = /^(?:5\.5\.5-(?=\d{2}\.))?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,5}))?/.exec(text);
  if (match === null) return { family, version: null, numbers: [] };
  const parts = [match[1], match[2], match[3]].filter((part) => part !== undefined);
  return { family, version: parts.join('.'), numbers: parts.map(Number) };
}

/** False when the version is not known: what is younger is then not asked for. */
export function isAtLeast({ numbers }: ServerVersion, wanted: readonly number[]): boolean {
  if (numbers.length === 0) return false;
  for (const [index, part] of wanted.entries()) {
    const own = numbers[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
