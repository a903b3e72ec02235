/** Texts of people given to a host's shell. `issueAdHocGrant` is left out: only the protection domain imports it. */
export type { AdHocGrant } from './ad-hoc-grant.js';
export type { FramedResult } from './framed-run.js';
export { runAdHoc, type AdHocRequest, type AdHocShell } from './run-ad-hoc.js';
export {
  fenceStaged,
  lookAtStaged,
  readStagedOutput,
  removeStaged,
  removeUnlaunched,
  stageAdHoc,
  type StagedLook,
  type StagedRun,
} from './staged-run.js';
