import type { Execution } from '../../../platform/shell/reading.js';
import type { Finding } from './finding.js';
import { findingsOf } from './make-finding.js';

/** How programs of all kinds give somebody the rights of whoever rules a system. */
interface GivenRight {
  readonly program: RegExp;
  /**
   * Each stands somewhere among its words or in what it is given to read. None looks for one thing behind another: on a
   * manifest of tens of thousands of characters that would take seconds.
   */
  readonly all: readonly RegExp[];
  readonly why: string;
}

/** Their members become root by one more command. */
const ROOT_GROUP = /(?:^|[ ,=])(?:sudo|wheel|root|admin|docker|lxd|incus(?:-admin)?|disk|shadow|libvirt)(?:[ ,]|$)/;
const RULERS_OF_WINDOWS =
  /\b(administrators|(domain|enterprise|schema) admins|remote desktop users|(backup|account) operators)\b/i;
const KUBECTL = /^(kubectl|oc|k)$/;
const AWS = /^(aws|awslocal)$/;
const GIVES_MANIFEST = /\b(apply|create|replace|run|debug)\b/;
const ANYWHERE = /(^|[ =,"'])(0\.0\.0\.0\/0|::\/0)/;

const OF_GROUP = 'Puts somebody into a group whose members become root.';
const OF_DOMAIN = 'Puts somebody into a group that rules the machine or the domain.';
const OF_CLUSTER = 'Gives somebody the rights of whoever rules the cluster.';
const OF_ACCOUNT = 'Gives somebody rights in the account, or keys to them.';
const TO_WORLD = 'Opens ports to the whole world.';

const GIVEN_RIGHTS: readonly GivenRight[] = [
  { program: /^(usermod|useradd|adduser|gpasswd|groupmems|addgroup)$/, all: [ROOT_GROUP], why: OF_GROUP },
  { program: /^(net|net1)$/, all: [/^(localgroup|group) /i, RULERS_OF_WINDOWS, /\/add\b/i], why: OF_DOMAIN },
  {
    program: /^add-(localgroupmember|adgroupmember|adprincipalgroupmembership)$/,
    all: [RULERS_OF_WINDOWS],
    why: OF_DOMAIN,
  },
  {
    program: KUBECTL,
    all: [/\bcreate (cluster)?rolebinding\b/, /cluster-admin|system:(masters|anonymous|unauthenticated)/],
    why: OF_CLUSTER,
  },
  { program: KUBECTL, all: [/\badm policy add-cluster-role-to-\w+ cluster-admin\b/], why: OF_CLUSTER },
  {
    program: KUBECTL,
    all: [GIVES_MANIFEST, /\bkind"?: *"?(Cluster)?RoleBinding\b/, /cluster-admin|system:masters/],
    why: OF_CLUSTER,
  },
  {
    program: KUBECTL,
    all: [GIVES_MANIFEST, /\bhostPath\b|\b(privileged|host(PID|IPC|Network))["']?: *true/],
    why: 'Starts something that has the host itself in its hands.',
  },
  {
    program: AWS,
    all: [
      /\biam (attach-(user|role|group)-policy|put-(user|role|group)-policy|add-user-to-group|create-access-key|create-login-profile|update-assume-role-policy|add-role-to-instance-profile|create-policy-version)\b/,
    ],
    why: OF_ACCOUNT,
  },
  { program: AWS, all: [/\bauthorize-security-group-ingress\b/, ANYWHERE], why: TO_WORLD },
  {
    program: /^gcloud$/,
    all: [/\b(add-iam-policy-binding|set-iam-policy)\b|\bservice-accounts keys create\b/],
    why: OF_ACCOUNT,
  },
  { program: /^gcloud$/, all: [/\bfirewall-rules create\b/, ANYWHERE], why: TO_WORLD },
  {
    program: /^az$/,
    all: [/\brole assignment create\b|\bad (app|sp) (credential reset|owner add)\b/],
    why: OF_ACCOUNT,
  },
  { program: /^az$/, all: [/\bnsg rule create\b/, /\*|\binternet\b|0\.0\.0\.0\/0/i], why: TO_WORLD },
  {
    program: /^pveum$/,
    all: [/\b(acl|aclmod|user modify|usermod)\b/, /\b(Administrator|PVEAdmin|admins?)\b/],
    why: OF_CLUSTER,
  },
  {
    program: /^g?install$/,
    all: [/(?:^| )(?:-m|--mode)[ =]?(?:[246][0-7]{3}|[ug]{0,2}\+?=?[rwx]{0,3}s)(?: |$)/],
    why: 'Puts a program there that runs with the rights of its owner, whoever starts it.',
  },
  {
    program: /^(rabbitmqctl|rabbitmqadmin)$/,
    all: [/\bset_user_tags\b/, /\badministrator\b/],
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
  const row = rows.find((one) => one.all.every((part) => part.test(words)));
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
