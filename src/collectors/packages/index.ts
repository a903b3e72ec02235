import { invoke, type Parsed, type ReadOnlyInvocation } from '../../platform/commands/index.js';
import type { FollowUp } from '../collector.js';
import { defineCollector } from '../define-collector.js';
import * as command from './command.js';
import { judgePackages, keepPackages } from './judge.js';
import { managerOf, type Manager } from './managers.js';
import { packagesMetricDefinitions, packagesMetrics } from './metrics.js';
import {
  packagesFactsSchema,
  type ListAge,
  type PackagesFacts,
  type PendingUpdates,
  type SecurityAdvisories,
} from './schema.js';

type Listing = () => ReadOnlyInvocation<Parsed<PendingUpdates>>;
type Advising = () => ReadOnlyInvocation<Parsed<SecurityAdvisories>>;

interface Slots {
  readonly [manager: string]: ReadOnlyInvocation<Parsed<ListAge>> | undefined;
}

const ASKED: Readonly<Record<Manager, { readonly pending: Listing; readonly advisories?: Advising }>> = {
  apt: { pending: () => invoke(command.aptSimulation) },
  dnf: { pending: () => invoke(command.dnfUpdates), advisories: () => invoke(command.dnfAdvisories) },
  yum: { pending: () => invoke(command.yumUpdates), advisories: () => invoke(command.yumAdvisories) },
  zypper: { pending: () => invoke(command.zypperUpdates), advisories: () => invoke(command.zypperPatches) },
  apk: { pending: () => invoke(command.apkVersions) },
  pacman: { pending: () => invoke(command.pacmanUpdates) },
};

/** Asking costs the host seconds: not when neither the lists nor what is installed have changed since. */
function isUnchanged(age: ListAge | undefined, previous: PackagesFacts | undefined, manager: Manager): boolean {
  if (previous === undefined || age === undefined || age.stamp === null) return false;
  return previous.manager === manager && previous.pending !== null && previous.stamp === age.stamp;
}

export const collector = defineCollector({
  name: 'packages',
  summary: 'Package updates that wait, and how many are for security.',
  class: 'slow',
  intervalSeconds: 21_600,
  schema: packagesFactsSchema,
  metricDefinitions: packagesMetricDefinitions,
  commandDefinitions: command.packagesCommands,
  // The slot carries the manager's name: facts are made without the host.
  commands: (host): Slots => {
    const row = managerOf(host);
    return row === undefined ? {} : { [row.manager]: invoke(command.listAge, { manager: row.manager }) };
  },
  followUps: (values, host, previous): Record<string, FollowUp> => {
    const manager = managerOf(host)?.manager;
    if (manager === undefined || isUnchanged(values[manager], previous, manager)) return {};
    const { pending, advisories } = ASKED[manager];
    return {
      pending: { invocation: pending(), lane: 'packages' },
      ...(advisories === undefined ? {} : { advisories: { invocation: advisories(), lane: 'packages' } }),
    };
  },
  facts: (values, previous, answers) => {
    const [manager, age] = (Object.entries(values)[0] ?? []) as [Manager?, ListAge?];
    if (manager === undefined || age === undefined) return { facts: undefined };
    if (previous !== undefined && isUnchanged(age, previous, manager)) return { facts: keepPackages(previous, age) };
    const pending = answers.get('pending')?.value as PendingUpdates | undefined;
    const advisories = answers.get('advisories')?.value as SecurityAdvisories | undefined;
    return { facts: judgePackages(manager, { pending, advisories, age }) };
  },
  metrics: packagesMetrics,
  watched: ({ pending, security }) => ({ updatesPending: pending, securityUpdatesPending: security }),
});
