import type { Program } from '../program.js';
import { APT } from './apt.js';
import { BUILDING } from './building.js';
import { BY_OPTION } from './by-option.js';
import { CHOOSING } from './choosing.js';
import { DISTRIBUTIONS } from './distributions.js';
import { DPKG } from './dpkg.js';
import { LANGUAGES } from './languages.js';
import { PACMAN } from './pacman.js';
import { RPM } from './rpm.js';
import { SNAP } from './snap.js';
import { WINDOWS_MANAGERS } from './windows-managers.js';

export const PACKAGES_PROGRAMS: readonly Program[] = [
  ...APT,
  ...DPKG,
  ...SNAP,
  ...CHOOSING,
  ...DISTRIBUTIONS,
  ...LANGUAGES,
  ...RPM,
  ...PACMAN,
  ...BUILDING,
  ...BY_OPTION,
  ...WINDOWS_MANAGERS,
];
