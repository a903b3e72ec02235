import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

// The determinism gate: code the sandbox cannot run fails the build here. Workers load the file and never bundle.
const entry = fileURLToPath(new URL('../src/workflows/index.js', import.meta.url));
const target = fileURLToPath(new URL('../src/workflows/bundle.js', import.meta.url));
const quiet = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error, log() {} };

const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: quiet });
await writeFile(target, code);
