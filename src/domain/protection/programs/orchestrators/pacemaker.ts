import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const disrupts = loses('service_disruption', 'high');

/** Tools beside `pcs` and `crm`: what they show, what they change, and fences that cut the power. */
export const PACEMAKER: readonly Program[] = [
  verbTool({
    names:
      'crm_mon crm_verify crm_simulate crm_rule crm_diff crm_error corosync-quorumtool corosync-blackbox iso8601 crm_report pcs_snmp_agent',
    why: 'Shows a cluster.',
    kind: 'cluster',
    style: { subcommands: 0 },
    losses: [disrupts(/ (--force-stop) /, 'Stops a cluster.', 'crm_mon --force-stop')],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'cibadmin crm_attribute crm_shadow crm_ticket crm_failcount crm_master attrd_updater',
    why: 'Shows or changes what a cluster is told to do.',
    kind: 'cluster',
    style: { subcommands: 0 },
    valued:
      '-x --xml-file -X --xml-text -o --scope -n --name -v --attr-value -t --type -N --node -A --xpath -l --lifetime -T --section -r',
    reads: told(
      / (-Q|--query|-q|-G|--get-value|-m|--md5-sum|-w|--which|-p|--display|-i|--info|-L|--details|--version|-\?|--help|--empty|-5) /,
      'cibadmin --query',
      'crm_attribute -n stonith-enabled --query',
    ),
    losses: [
      disrupts(
        / (-E|--erase|-R|--replace|-D|--delete|--delete-attr|-d|-M|--modify|-P|--patch|-B|--bump|-C|--create|-u|--upgrade|--commit|-c|-U|--update|--update-both|--revoke|--grant|-s|--standby|--refresh|-b) /,
        'Changes or deletes what the cluster is told: resources may stop or move.',
        'cibadmin --erase --force',
        'crm_attribute --delete --name maintenance-mode',
      ),
    ],
  }),
  verbTool({
    names: 'corosync-cmapctl',
    why: 'Shows or sets keys of corosync.',
    kind: 'cluster',
    style: { subcommands: 0 },
    losses: [
      loses('service_disruption', 'medium')(
        / (-d|-D|-s|-p|-c) /,
        'Sets or deletes keys by which members find each other.',
        'corosync-cmapctl -d totem.interface',
      ),
    ],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'sbd',
    why: 'Cuts a member of a cluster off through a shared disk.',
    kind: 'cluster',
    style: { subcommands: 0 },
    valued: '-d -1 -2 -3 -4 -5 -w -T -n -t -s',
    reads: told(/^(list|dump|query-watchdog|ping)\b/, 'sbd -d /dev/sdb list', 'sbd -d /dev/sdb dump'),
    adds: told(/^(watch|allocate) /, 'sbd -d /dev/sdb allocate n2'),
    losses: [
      disrupts(
        /^(create|message|test-watchdog) /,
        'Formats the disk, or resets a member at once.',
        'sbd -d /dev/sdb create',
        'sbd -d /dev/sdb message n2 reset',
      ),
    ],
  }),
  verbTool({
    names:
      'fence_ipmilan fence_idrac fence_ilo fence_ilo2 fence_ilo3 fence_ilo4 fence_ilo5 fence_virsh fence_virt fence_xvm fence_vmware_rest fence_vmware_soap fence_apc fence_apc_snmp fence_aws fence_gce fence_azure_arm fence_scsi fence_mpath fence_sbd fence_pve fence_redfish fence_drac5 fence_kdump fence_cisco_ucs fence_rhevm fence_openstack fence_ironic fence_lpar fence_zvm fence_bladecenter fence_eaton_snmp fence_raritan fence_wti fence_brocade fence_compute fence_evacuate fence_heuristics_ping fence_vbox fence_hpblade fence_ibmblade fence_ibm_vpc fence_ibm_powervs',
    why: 'Cuts a host off, or its power.',
    kind: 'host',
    style: { subcommands: 0 },
    verbIn: '-o --action',
    valued:
      '-a --ip -l --username -p --password -n --plug -s --switch -k --ssh-port -u --ipport -i --identity-file -f -m -C -x --login-timeout',
    reads: told(
      /(^| )(status|monitor|list|list-status|metadata|validate-all|manpage)( |$)(?!.*\b(off|on|reboot|cycle)\b)/,
      'fence_ipmilan -a 10.0.0.9 -l a -p b -o status',
      'fence_ipmilan -o metadata',
    ),
    losses: [
      loses('power_state', 'critical')(
        /^(?!.*\b(status|monitor|list|list-status|metadata|validate-all|manpage|--help|-h|--version|-V)\b)/,
        'Cuts the host off or switches its power, with all that runs there.',
        'fence_ipmilan -a 10.0.0.9 -l a -p b -o off',
        'fence_virsh -a h -n vm1',
      ),
    ],
  }),
];
