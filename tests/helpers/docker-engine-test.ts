import test, { type TestFn } from 'ava';
import type { EngineKind } from './docker-engine.js';

const leaveOut = (title: string): void => test.skip(title, () => undefined);
const noHook = Object.assign(() => undefined, { always: () => undefined });
const hooks = { before: noHook, after: noHook, beforeEach: noHook, afterEach: noHook };

/** Skips every test and runs no hook: what is left out starts nothing. */
const SKIPPED = Object.assign(leaveOut, { ...hooks, serial: Object.assign(leaveOut, hooks) }) as unknown as TestFn;

function testUnless(...names: readonly string[]): TestFn {
  return names.some((name) => process.env[name] === '1') ? SKIPPED : test;
}

/**
 * `test` for what needs an engine: an ordinary user's run says SKIP_ROOT=1 in its summary; SKIP_DOCKER=1 and
 * SKIP_PODMAN=1 are somebody's choice.
 */
export function testWithEngine(kind: EngineKind): TestFn {
  return testUnless('SKIP_ROOT', kind === 'podman' ? 'SKIP_PODMAN' : 'SKIP_DOCKER');
}

/** A registry needs no root, but comes with the engines. */
export function testWithRegistry(): TestFn {
  return testUnless('SKIP_DOCKER');
}
