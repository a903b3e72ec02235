import type { Execution } from '../../../platform/shell/reading.js';
import type { Finding } from './finding.js';
import { findingsOf } from './make-finding.js';

/** How programs of all kinds give somebody the rights of whoever rules a system. */
interface GivenRight {
  readonly program: RegExp;
  /** All words of it, joined by blanks. */
  readonly words: RegExp;
  readonly why: string;
}

/** Their members become root by one more command. */
const ROOT_GROUPS = 'sudo|wheel|root|admin|docker|lxd|incus(?:-admin)?|disk|shadow|libvirt|kvm-root|adm-root';
const ANYWHERE = String.raw`(?:0\.0\.0\.0\/0|::\/0)`;

const GIVEN_RIGHTS: readonly GivenRight[] = [
  {
    program: /^(usermod|useradd|adduser|gpasswd|groupmems|addgroup|deluser-group)$/,
    words: new RegExp(String.raw`(?:^|[ ,=])(?:${ROOT_GROUPS})(?:[ ,]|$)`),
    why: 'Puts somebody into a group whose members become root.',
  },
  {
    program: /^(net|net1)$/,
    words:
      /^(localgroup|group) "?(administrators|domain admins|enterprise admins|schema admins|remote desktop users|backup operators)\b.*\/add\b/i,
    why: 'Puts somebody into a group that rules the machine or the domain.',
  },
  {
    program: /^add-(localgroupmember|adgroupmember|adprincipalgroupmembership)$/,
    words:
      /\b(administrators|(domain|enterprise|schema) admins|remote desktop users|backup operators|account operators)\b/i,
    why: 'Puts somebody into a group that rules the machine or the domain.',
  },
  {
    program: /^(kubectl|oc|k)$/,
    words:
      /\b(?:apply|create|replace) [^]*\bkind: *(?:Cluster)?RoleBinding[^]*(?:cluster-admin|system:masters)|\bcreate (cluster)?rolebinding\b.*(cluster-admin|system:(masters|anonymous|unauthenticated))|\badm policy add-cluster-role-to-\w+ cluster-admin\b/,
    why: 'Gives somebody the rights of whoever rules the cluster.',
  },
  {
    program: /^(kubectl|oc|k)$/,
    words:
      /\b(?:apply|create|replace|run|debug)\b[^]*(?:\bhostPath\b|["']?privileged["']?: *true|["']?host(?:PID|IPC|Network)["']?: *true)/,
    why: 'Starts something that has the host itself in its hands.',
  },
  {
    program: /^(aws|awslocal)$/,
    words:
      /\biam (attach-(user|role|group)-policy|put-(user|role|group)-policy|add-user-to-group|create-access-key|create-login-profile|update-assume-role-policy|add-role-to-instance-profile|create-policy-version)\b/,
    why: 'Gives somebody rights in the account, or keys to them.',
  },
  {
    program: /^(aws|awslocal)$/,
    words: new RegExp(String.raw`\bauthorize-security-group-ingress\b.*${ANYWHERE}`),
    why: 'Opens ports to the whole world.',
  },
  {
    program: /^gcloud$/,
    words: new RegExp(
      String.raw`\badd-iam-policy-binding\b|\bset-iam-policy\b|\bfirewall-rules create\b.*${ANYWHERE}|\bservice-accounts keys create\b`,
    ),
    why: 'Gives somebody rights in the project, keys to them, or opens ports to the whole world.',
  },
  {
    program: /^az$/,
    words:
      /\brole assignment create\b|\bad (app|sp) (credential reset|owner add)\b|\bnsg rule create\b.*(\*|internet|0\.0\.0\.0\/0)/i,
    why: 'Gives somebody rights in the subscription, or opens ports to the whole world.',
  },
  {
    program: /^pveum$/,
    words: /\b(?:acl|aclmod|user modify|usermod)\b.*\b(?:Administrator|PVEAdmin|admins?)\b/,
    why: 'Gives somebody the rights of whoever rules the cluster.',
  },
  {
    program: /^g?install$/,
    words: /(?:^| )(?:-m|--mode)[ =]?(?:[246][0-7]{3}|[ug]*\+?=?[rwx]*s)(?: |$)/,
    why: 'Puts a program there that runs with the rights of its owner, whoever starts it.',
  },
  {
    program: /^(rabbitmqctl|rabbitmqadmin)$/,
    words: /\bset_user_tags\b.*\badministrator\b/,
    why: 'Gives somebody the rights of whoever rules the broker.',
  },
];

/** Rights that are given away are held whatever their program’s own table says of adding something. */
export function judgeRights(execution: Execution): readonly Finding[] {
  const { program, args, stdin } = execution;
  const rows = program === null ? [] : GIVEN_RIGHTS.filter((row) => row.program.test(program));
  if (rows.length === 0) return [];
  const typed = args.map(({ values }) => values[0] ?? '').join(' ');
  const words = stdin.kind === 'text' ? `${typed} ${stdin.text}` : typed;
  const row = rows.find((one) => one.words.test(words));
  if (row === undefined) return [];
  const act = {
    rule: `${program ?? ''}.gives_rights`,
    type: 'permission_change',
    effect: 'destructive',
    severity: 'high',
    kind: 'user',
    why: row.why,
  } as const;
  return findingsOf(act, { value: '', source: '', unknown: false, glob: false }, execution);
}
