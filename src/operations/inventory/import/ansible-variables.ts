/** Variables that say how a host is reached: what cannot be read of them must not be guessed. */
const READ = [
  'ansible_host',
  'ansible_ssh_host',
  'ansible_port',
  'ansible_ssh_port',
  'ansible_user',
  'ansible_ssh_user',
  'ansible_connection',
  'ansible_ssh_common_args',
  'ansible_ssh_extra_args',
] as const;

const UNREADABLE: readonly { readonly value: RegExp; readonly message: string }[] = [
  { value: /^\s*\$ANSIBLE_VAULT;/, message: 'is encrypted by ansible-vault: write it in clear' },
  { value: /\{\{|\{%/, message: 'is a template: write out its value' },
];

const CONNECTIONS = new Set(['ssh', 'ansible.builtin.ssh', 'smart', 'paramiko', 'paramiko_ssh', 'local']);

/** What keeps a host from being enrolled as its inventory means it. Values are not quoted. */
export function listObstacles(variables: Readonly<Record<string, string>>): string[] {
  const unreadable = READ.flatMap((name) => {
    const row = UNREADABLE.find(({ value }) => value.test(variables[name] ?? ''));
    return row === undefined ? [] : [`cannot be reached as it stands: ${name} ${row.message}`];
  });
  const connection = variables['ansible_connection'];
  if (unreadable.length > 0 || connection === undefined || CONNECTIONS.has(connection)) return unreadable;
  return ['has an ansible_connection that is neither ssh nor local'];
}

/** A file that ansible-vault has encrypted as a whole: its lines of digits would pass for names. */
export function isVault(text: string): boolean {
  return /^\uFEFF?\s*\$ANSIBLE_VAULT;/.test(text);
}

export const VAULT_ISSUE = {
  where: 'file',
  message: 'is encrypted by ansible-vault: give what `ansible-vault view` shows of it',
} as const;
