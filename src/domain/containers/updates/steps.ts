import type { UpdateState } from './update.js';

export interface StepDefinition {
  readonly name: string;
  /** What the run is called while the step is under way. */
  readonly state: UpdateState;
  /** For the checklist of the Web UI. */
  readonly title: string;
  /** It changes the host: an audit row of its own. */
  readonly changes: boolean;
}

/** The steps of an update in their order; a run has those that it came to. */
export const UPDATE_STEPS = [
  { name: 'plan', state: 'planning', title: 'Plan: image, settings, dependants, risk', changes: false },
  { name: 'approval', state: 'waiting_for_approval', title: 'Approval', changes: false },
  { name: 'window', state: 'waiting_for_window', title: 'Maintenance window', changes: false },
  { name: 'recheck', state: 'planning', title: 'Plan and state checked again', changes: false },
  { name: 'precheck', state: 'planning', title: 'Disk space, dependants, health before', changes: false },
  { name: 'pull', state: 'pulling', title: 'Image pulled and verified', changes: true },
  { name: 'backup', state: 'backing_up', title: 'Backup of settings and image', changes: true },
  { name: 'prepare', state: 'recreating', title: 'New container made, compared with what was intended', changes: true },
  { name: 'stop', state: 'recreating', title: 'Old container stopped', changes: true },
  { name: 'backup_volumes', state: 'backing_up', title: 'Backup of volumes, verified', changes: true },
  { name: 'swap', state: 'recreating', title: 'Old container set aside, new one under its name', changes: true },
  { name: 'start', state: 'recreating', title: 'New container started', changes: true },
  { name: 'validate', state: 'validating', title: 'Health', changes: false },
  { name: 'commit', state: 'validating', title: 'Old container removed', changes: true },
  { name: 'rollback', state: 'rolling_back', title: 'Back to the old container', changes: true },
  { name: 'rollback_validate', state: 'rolling_back', title: 'Health of the old container', changes: false },
  { name: 'clean_up', state: 'rolling_back', title: 'What was prepared is removed', changes: true },
] as const satisfies readonly StepDefinition[];

export type StepName = (typeof UPDATE_STEPS)[number]['name'];

const BY_NAME: ReadonlyMap<string, StepDefinition & { readonly position: number }> = new Map(
  UPDATE_STEPS.map((step, index) => [step.name, { ...step, position: index + 1 }]),
);

export function findStep(name: StepName): StepDefinition & { readonly position: number } {
  const step = BY_NAME.get(name);
  if (step === undefined) throw new Error(`${name} is no step of an update`);
  return step;
}
