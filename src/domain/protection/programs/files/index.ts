import { COPYING } from './copying.js';
import { DUPLICATES } from './duplicates.js';
import { EDITORS_OF_FILES } from './editors.js';
import { FIND } from './find.js';
import { MAKING } from './making.js';
import { PATCH } from './patch.js';
import { REMOVING } from './removing.js';
import { SED } from './sed.js';
import { TRASH } from './trash.js';
import { WIPING } from './wiping.js';

export const FILES_PROGRAMS = [
  ...DUPLICATES,
  ...REMOVING,
  ...WIPING,
  ...TRASH,
  ...COPYING,
  ...FIND,
  ...SED,
  ...EDITORS_OF_FILES,
  ...PATCH,
  ...MAKING,
];
