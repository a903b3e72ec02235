import type { Program } from '../program.js';
import { manager } from './manager.js';

/** Package managers of Windows. */
export const WINDOWS_MANAGERS: readonly Program[] = [
  manager(['winget', 'choco', 'scoop'], ['--id', '-s', '--source', '--version', '-v', '--scope', '-q', '--query'], {
    program: 'winget',
    look: 'list|ls|search|find|show|view|info|outdated|status|source|features|settings|hash|validate|checkup|which|cat|prefix|home|help|export',
    add: 'install|add|upgrade|update|import|pin|unpin|download|configure|bucket|hold|unhold|reset',
    remove: 'uninstall|remove|rm',
    sweep: 'cleanup',
    dryRun: ['--noop', '--what-if', '--dry-run'],
  }),
];
