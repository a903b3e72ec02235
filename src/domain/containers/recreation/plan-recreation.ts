import { planConfig } from './config-rows.js';
import { dropConflicts } from './conflicts.js';
import { isEmpty, readRecord, readText } from './engine-json.js';
import { planHostConfig } from './host-config-rows.js';
import { planNetworks } from './networks.js';
import { listNotes } from './notes.js';
import { findProblems, showPlatform } from './problems.js';
import type { CreateRequest, RecreationPlan, RecreationRequest, RunPlan } from './recreation.js';
import { readSubject, speaks, type Subject } from './subject.js';

/**
 * The request that makes the container again from a new image: inherited settings come from the new image, the user's
 * own stay. Never throws: what cannot be recreated is a problem.
 */
export function planRecreation(request: RecreationRequest): RecreationPlan {
  const problems = findProblems(request);
  if (problems.length > 0) return { ok: false, problems };
  const subject = readSubject(request);
  const { connect, disconnect } = planNetworks(subject);
  return {
    ok: true,
    create: planCreate(subject),
    connect,
    disconnect,
    runPlan: planRun(subject),
    notes: listNotes(subject),
  };
}

/** The first API version whose creation takes a platform. */
const TAKES_PLATFORM = '1.41';

function planCreate(subject: Subject): CreateRequest {
  const { request, engine } = subject;
  const body = dropConflicts(subject, planConfig(subject), planHostConfig(subject));
  const { endpoints } = planNetworks(subject);
  const networking = isEmpty(endpoints) ? {} : { NetworkingConfig: { EndpointsConfig: endpoints } };
  const platform = speaks(engine, TAKES_PLATFORM) ? findPlatform(request) : '';
  return {
    name: request.name,
    // Half a platform is none.
    ...(platform.includes('/') ? { platform } : {}),
    body: { ...body, ...networking },
  };
}

/**
 * Of an image for several platforms, inspect shows the one that suits the host best; which of them a container runs,
 * newer engines say with the container.
 */
function findPlatform({ container, newImage }: RecreationRequest): string {
  const { os, architecture, variant } = readRecord(readRecord(container['ImageManifestDescriptor'])['platform']);
  const run = showPlatform({ Os: os, Architecture: architecture, Variant: variant });
  return run.includes('/') ? run : showPlatform(newImage);
}

/** States of a container that is meant to run. */
const RUNS: ReadonlySet<string> = new Set(['running', 'paused', 'restarting']);

function planRun({ request, hostConfig }: Subject): RunPlan {
  const state = readRecord(request.container['State']);
  const status = readText(state['Status']);
  const pause = status === 'paused' || state['Paused'] === true;
  return {
    start: status === '' ? state['Running'] === true : RUNS.has(status),
    pause,
    removesItself: hostConfig['AutoRemove'] === true,
  };
}
