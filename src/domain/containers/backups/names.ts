const REPOSITORY = 'millwright-backup';
/** Of a repository path: at most 255 characters in all. */
const NAME_LENGTH = 128;

/** The first 8 hex digits of an id's random part: those of a UUIDv7's beginning are its time. */
export function shortId(id: string): string {
  return id.replaceAll('-', '').slice(-8);
}

/** `millwright-backup/<safe name>:<8 hex>`: a tag that keeps the image while the backup lives. */
export function backupTag(containerName: string, backupId: string): string {
  const safe = containerName
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_LENGTH)
    .replaceAll(/^-+|-+$/g, '');
  return `${REPOSITORY}/${safe === '' ? 'container' : safe}:${shortId(backupId)}`;
}

export const ROOT_DIRECTORY = '/var/lib/millwright/backups';
/** Below the login's home, where the host gives no root. */
export const LOGIN_DIRECTORY = '.local/share/millwright/backups';
