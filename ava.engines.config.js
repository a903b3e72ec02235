import base, { ENGINE_TESTS } from './ava.config.js';

// Tests against real container engines (as root): Debian's Docker, a current one and Podman.
export default { ...base, files: ENGINE_TESTS };
