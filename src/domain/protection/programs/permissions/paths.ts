import { classifyPath } from '../classify-path.js';
import type { Arguments } from '../read-arguments.js';
import { textsOf } from '../rule-kinds.js';

/** Whatever `find` or `xargs` gives it is as many files as a tree has. */
export const isRecursive = (given: Arguments): boolean =>
  given.options.has('-R') ||
  given.options.has('--recursive') ||
  given.plain.some(({ source }) => source.startsWith('(from '));

/** Trees that stop the host, or the way to it, where their owners or modes are wrong. */
const VITAL_CLASSES = new Set([
  'root',
  'system',
  'critical',
  'credential',
  'home',
  'share_root',
  'database',
  'config',
  'device',
  'unknown',
]);

export const isVital = (path: string): boolean => VITAL_CLASSES.has(classifyPath(path));

export const isMade = (path: string): boolean => ['scratch', 'rebuildable', 'nothing'].includes(classifyPath(path));

/** Files whose mode or owner is a matter of security by itself. */
export const GUARDED =
  /^\/(etc\/(shadow|gshadow|passwd|group|sudoers|sudoers\.d\/?.*|ssh\/?.*|pam\.d\/?.*|ssl\/private\/?.*|crontab|ld\.so.*|security\/.*)|etc|usr|bin|sbin|lib|lib64|boot|var|root|dev\/.*|home|usr\/(bin|sbin|lib)|(usr\/)?s?bin\/(sudo|su|passwd|mount|umount|sshd|bash|sh|dash|python3?|vim?|find|cp|env|ssh)|(usr\/)?lib\/systemd.*|(root|home\/[^/]+)\/\.ssh\/id_[^.]*|)\/?$/;

/** chmod takes `-x` and `-rwx` for modes: what looks like an option may be the mode. */
const DASHED_MODE = /^-[rwxXstugo]+$/;

export const dashedModes = (given: Arguments): readonly string[] =>
  [...given.options].filter((option) => option.length > 1 && DASHED_MODE.test(option) && option !== '-R');

export const filesOf = (given: Arguments): readonly string[] =>
  textsOf(dashedModes(given).length > 0 || given.options.has('--reference') ? given.operands : given.operands.slice(1));
