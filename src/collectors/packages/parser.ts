export { parseAptSimulation } from './parse-apt.js';
export { parseDnfAdvisories, parseDnfUpdates } from './parse-dnf.js';
export {
  parseApkVersions,
  parseListAge,
  parsePacmanUpdates,
  parseZypperPatches,
  parseZypperUpdates,
} from './parse-others.js';
