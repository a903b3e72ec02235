import { BACKUPS_WITH_VERBS } from './backups.js';
import { BACKUP_MEDIA } from './media.js';
import { REPLICATION } from './replication.js';
import { BACKUPS_BY_WORDS } from './tools-told-by-words.js';
import { BACKUPS_WITH_OPTIONS } from './with-options.js';

export const BACKUPS_PROGRAMS = [
  ...BACKUPS_WITH_VERBS,
  ...BACKUPS_WITH_OPTIONS,
  ...BACKUP_MEDIA,
  ...REPLICATION,
  ...BACKUPS_BY_WORDS,
];
