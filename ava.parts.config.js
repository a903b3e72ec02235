import base, { ENGINE_TESTS } from './ava.config.js';

// Everything that needs no container engine.
export default { ...base, files: [...base.files, ...ENGINE_TESTS.map((pattern) => `!${pattern}`)], timeout: '120s' };
