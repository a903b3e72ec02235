import type { Program } from '../program.js';
import { ACCOUNTS } from './accounts.js';
import { KEY_STORES } from './key-stores.js';
import { MORE_ACCOUNTS } from './more-accounts.js';
import { PASSWORDS } from './passwords.js';
import { SSH_KEYS } from './ssh-keys.js';

export const USERS_PROGRAMS: readonly Program[] = [
  ...ACCOUNTS,
  ...MORE_ACCOUNTS,
  ...PASSWORDS,
  ...SSH_KEYS,
  ...KEY_STORES,
];
