import type { Word } from '../../../../platform/shell/reading.js';
import type { Arguments } from '../read-arguments.js';

export const destination = (given: Arguments): readonly Word[] => given.operands.slice(-1);

export const isRemote = (value: string): boolean =>
  /^(rsync:\/\/|[\w.@[\]-]+::?[^\\]?)/.test(value) && !value.startsWith('/') && value.includes(':');
