import { textsOf } from '../rule-kinds.js';
import type { Execution } from '../../../../platform/shell/reading.js';
import type { Arguments } from '../read-arguments.js';
import type { Program } from '../program.js';
import type { CmdletRow } from './kinds.js';
import { harmfulCmdlets, plainPrograms } from './kinds.js';

/** Some word of the call is like this. */
const says =
  (pattern: RegExp) =>
  (_given: Arguments, { args }: Execution): boolean =>
    pattern.test(textsOf(args).join(' '));

/** Cmdlets whose verb sounds milder than what they do. */
const ROWS: readonly CmdletRow[] = [
  {
    names: 'set-aduser set-adcomputer set-adobject set-adgroup set-adserviceaccount',
    type: 'user_account',
    severity: 'high',
    kind: 'user',
    why: 'Shuts {target} out, or takes what is known of it away.',
    only: {
      when: {
        test: says(
          /-enabled[\s:]+\$?false|-clear\b|-remove\b|-replace\b|-accountexpirationdate|-protectedfromaccidentaldeletion[\s:]+\$?(false|0)|-scriptpath|-accountnotdelegated/i,
        ),
      },
      matches: ['bob -Enabled 0 -Clear mail'],
    },
  },
  {
    names:
      'set-adaccountexpiration set-addefaultdomainpasswordpolicy set-adfinegrainedpasswordpolicy set-addomainmode set-adforestmode set-adreplicationsitelink set-addomain',
    type: 'user_account',
    severity: 'high',
    kind: 'user',
    why: 'Changes who may log in, or how the whole domain works.',
  },
  {
    names:
      'install-addsforest install-addsdomaincontroller install-addsdomain import-gpo set-gpregistryvalue set-gppermission set-gppermissions set-gpinheritance set-gplink set-gpprefregistryvalue',
    type: 'config_overwrite',
    severity: 'high',
    kind: 'resource',
    why: 'Changes what computers of the domain go by, all of them at once.',
  },
  {
    names:
      'rename-computer add-computer install-windowsfeature add-windowsfeature install-windowsupdate enable-windowsoptionalfeature',
    type: 'power_state',
    severity: 'high',
    kind: 'host',
    why: 'Starts the computer anew when it is done.',
    only: { when: { anyOption: ['-restart', '-autoreboot'] }, matches: ['-NewName web2 -Restart'] },
  },
  {
    names:
      'set-dnsserverforwarder set-dnsserverresourcerecord set-dnsserverrecursion set-dnsserverprimaryzone set-dnsserverscavenging set-dnsserver convertto-dnsserversecondaryzone start-dnsserverscavenging',
    type: 'config_overwrite',
    severity: 'medium',
    kind: 'resource',
    why: 'Changes what a name server answers: {target}.',
  },
  {
    names:
      'set-dhcpserverv4scope set-dhcpserverv4failover set-dhcpserverv4optionvalue set-dhcpserverv4binding set-dhcpserverv4reservation',
    type: 'network_lockout',
    severity: 'medium',
    kind: 'network',
    why: 'Changes which addresses and routes computers are given: {target}.',
  },
  {
    names:
      'set-clusterquorum set-clusterparameter update-clusterfunctionallevel set-clusterownernode set-clusterfaultdomain switch-clustergroup',
    type: 'service_disruption',
    severity: 'high',
    kind: 'cluster',
    why: 'Changes when a cluster goes on, and when it stops.',
  },
  {
    names: 'search-mailbox new-compliancesearchaction',
    type: 'filesystem_delete',
    severity: 'high',
    kind: 'user',
    why: 'Deletes what is found in mailboxes.',
    only: { when: { test: says(/-(deletecontent|purge)\b/i) }, matches: ['x -DeleteContent -Purge'] },
  },
  {
    names: 'set-physicaldisk',
    type: 'raid_lvm_change',
    severity: 'high',
    kind: 'device',
    why: 'Takes {target} out of the pool that it belongs to.',
    only: { when: { test: says(/-usage[\s:]+(retired|hotspare|journal)/i) }, matches: ['x -Usage Retired'] },
  },
  {
    names: 'update-storagepool set-storagepool set-virtualdisk set-storagetier resize-virtualdisk resize-storagetier',
    type: 'raid_lvm_change',
    severity: 'medium',
    kind: 'pool',
    why: 'Changes a pool of disks; there may be no way back: {target}.',
  },
  {
    names:
      'set-vmhost set-vmnetworkadapter set-vmnetworkadaptervlan set-vmharddiskdrive set-vmfirmware set-vmreplication set-vhd',
    type: 'service_disruption',
    severity: 'medium',
    kind: 'vm',
    why: 'Changes a virtual machine or its host under what runs: {target}.',
  },
  {
    names: 'set-vmmemory set-vmprocessor set-vm',
    type: 'service_disruption',
    severity: 'low',
    kind: 'vm',
    why: 'Changes what {target} has to work with.',
  },
  {
    names: 'set-date',
    type: 'config_overwrite',
    severity: 'medium',
    kind: 'host',
    why: 'Sets the clock: logins and certificates go by it.',
  },
  {
    names: 'new-netroute',
    type: 'network_lockout',
    severity: 'high',
    kind: 'route',
    why: 'Sends everything another way.',
    only: {
      when: { test: says(/\b0\.0\.0\.0\/0|::\/0/) },
      matches: ['-DestinationPrefix 0.0.0.0/0 -InterfaceIndex 5 -NextHop 10.0.0.1'],
    },
  },
  {
    names:
      'set-webconfigurationproperty set-webconfiguration set-webbinding add-webconfigurationlock set-iissitebinding',
    type: 'config_overwrite',
    severity: 'medium',
    kind: 'resource',
    why: 'Changes how sites are served: {target}.',
  },
  {
    names: 'set-processmitigation set-smbpathacl set-bitlockervolume',
    type: 'security_disable',
    severity: 'medium',
    kind: 'host',
    why: 'Changes how the computer is guarded.',
  },
];

/** Samples of `only` stand without the name: it is put before them. */
const HARMFUL = harmfulCmdlets(
  ROWS.flatMap((row) =>
    row.names.split(' ').map((names) => ({
      ...row,
      names,
      ...(row.only === undefined
        ? {}
        : { only: { ...row.only, matches: row.only.matches.map((sample) => `${names} ${sample}`) } }),
    })),
  ),
);

/** A verb that sounds harmful, for what is fetched or filled again. */
const MILD = plainPrograms(
  'clear-dnsclientcache clear-dnsservercache stop-transcript stop-trace suspend-job unblock-file invoke-gpupdate clear-bccache',
  'reversible',
  'Undone by a known step, or filled again by itself.',
);

export const SERVER_CMDLETS: readonly Program[] = [...HARMFUL, ...MILD];
