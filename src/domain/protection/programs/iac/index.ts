import type { Program } from '../program.js';
import { ANSIBLE } from './ansible.js';
import { CONFIGURATION } from './configuration.js';
import { DEPLOYMENTS } from './deployments.js';
import { PLAYBOOKS } from './playbooks.js';
import { TERRAFORM } from './terraform.js';

export const IAC_PROGRAMS: readonly Program[] = [
  ...ANSIBLE,
  ...TERRAFORM,
  ...DEPLOYMENTS,
  ...PLAYBOOKS,
  ...CONFIGURATION,
];
