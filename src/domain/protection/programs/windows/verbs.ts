import type { Program } from '../program.js';
import { harms } from '../rule-kinds.js';
import { CMDLET_STYLE, inPowerShell, namedTargets, plainPrograms, whatIf } from './kinds.js';

/**
 * Verbs that PowerShell approves, for cmdlets that no table lists: `get-*` stands for every cmdlet that begins with it.
 * The verb is a promise of its maker; those that take something away are held.
 */
const LOOKING = `get-* test-* measure-* select-* where-* sort-* group-* compare-* find-* search-* show-* resolve-* join-* split-*
  convertto-* convertfrom-* format-* read-* write-* watch-* wait-* trace-* confirm-* ping-* assert-* view-* debug-* foreach-*`;
const ADDING = `new-* add-* import-* enable-* start-* resume-* register-* install-* update-* set-* push-* pop-* enter-* exit-* use-*
  connect-* disconnect-* open-* close-* backup-* checkpoint-* export-* publish-* save-* copy-* mount-* grant-* unlock-* repair-*
  complete-* submit-* send-* receive-* sync-* rename-* convert-* expand-* compress-* initialize-* edit-* undo-* optimize-* out-*
  protect-* switch-* step-* redo-* build-* deploy-*`;
const TAKING = `remove-* clear-* disable-* stop-* uninstall-* unregister-* reset-* dismount-* suspend-* revoke-* restart-* restore-*
  unpublish-* block-* deny-* limit-* lock-* unprotect-* merge-* move-* hide-* skip-*`;

function taking(name: string): Program {
  const verb = name.replace('-*', '');
  const sample = inPowerShell(`${verb}-Something x`);
  return {
    names: [name],
    style: CMDLET_STYLE,
    rules: [
      whatIf(`${verb}-something`),
      harms('service_disruption', 'high', {
        id: `${verb}.unlisted`,
        when: {},
        targets: (given) => (namedTargets(given).length === 0 ? [''] : namedTargets(given)),
        targetKind: 'resource',
        why: 'By its verb, {program} takes something away or stops it.',
        matches: [sample],
        misses: [],
      }),
    ],
    otherwise: 'opaque',
    why: 'Takes something away or stops it.',
  };
}

/** Cmdlets that begin with a looking verb, or another one, and only touch the session. */
const SESSION = `set-location push-location pop-location set-alias new-alias set-variable new-variable remove-variable clear-variable
  clear-host out-null out-host out-string out-default out-gridview write-host write-output import-module remove-module start-sleep
  set-psreadlineoption set-strictmode set-psdebug new-timespan new-object remove-job stop-job receive-job
  remove-pssession new-pssession enter-pssession exit-pssession add-member update-typedata new-guid set-psbreakpoint
  remove-psbreakpoint remove-psdrive new-psdrive disconnect-pssession connect-pssession`;

export const VERBS: readonly Program[] = [
  ...plainPrograms(SESSION, 'read_only', 'Touches the session alone.'),
  ...plainPrograms(LOOKING, 'read_only', 'By its verb it only looks.'),
  ...plainPrograms(ADDING, 'reversible', 'By its verb it adds, or is undone by a known step.'),
  ...TAKING.split(/\s+/)
    .filter((name) => name.endsWith('-*'))
    .map(taking),
];
