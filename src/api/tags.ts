/** The domains as the documentation presents them. Scopes of tokens use the same names. */
const TAG_DESCRIPTIONS: Readonly<Record<string, string>> = {
  system: 'Health, metrics, and this description.',
  identity: 'Users, their API tokens, and who one is.',
  inventory: 'The servers of the fleet.',
  collection: 'Runs, errors and the schedule of the collection.',
  series: 'Metrics over time.',
  credentials: 'SSH keys, logins, and certificates.',
  audit: 'What was done, by whom, in an order that cannot be rewritten.',
  workflows: 'What runs, and the switch that pauses it.',
  alerts: 'Rules, and what they have found.',
  containers: 'Container hosts, containers, policies and updates.',
  scans: 'Vulnerability scans and their findings.',
  protection: 'Plans, approvals and actions.',
  configuration: 'Watched files, changes, baselines and compliance.',
  insight: 'Anomalies, remediations and questions.',
};

export function describeTag(name: string): { name: string; description: string } {
  return { name, description: TAG_DESCRIPTIONS[name] ?? `The domain ${name}.` };
}
