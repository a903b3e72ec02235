import type { Program } from '../program.js';
import { DISK_CMDLETS } from './cmdlets-for-disks.js';
import type { CmdletRow } from './kinds.js';
import { harmfulCmdlets } from './kinds.js';

const SERVICES: readonly CmdletRow[] = [
  {
    names: 'stop-service suspend-service restart-service stop-website stop-webapppool restart-webapppool stop-iissite',
    type: 'service_disruption',
    severity: 'high',
    kind: 'unit',
    why: 'Stops the service {target}, or interrupts it.',
  },
  {
    names: 'remove-service remove-website remove-webapppool remove-webapplication remove-iissite',
    type: 'service_disruption',
    severity: 'high',
    kind: 'unit',
    why: 'Deletes a service or site.',
  },
  {
    names: 'stop-process',
    type: 'process_kill',
    severity: 'high',
    kind: 'process',
    why: 'Ends the process {target}; what it did not save is lost.',
  },
  {
    names: 'stop-computer restart-computer',
    type: 'power_state',
    severity: 'high',
    kind: 'host',
    why: 'Turns the computer off, or starts it anew.',
  },
  {
    names:
      'stop-cluster stop-clustergroup stop-clusternode suspend-clusternode remove-clusternode remove-cluster remove-clusterresource remove-clustergroup stop-clusterresource',
    type: 'orchestrator_delete',
    severity: 'high',
    kind: 'cluster',
    why: 'Takes a part of a cluster away.',
  },
  {
    names:
      'unregister-scheduledtask disable-scheduledtask stop-scheduledtask unregister-scheduledjob disable-scheduledjob',
    type: 'scheduled_task_removal',
    severity: 'medium',
    kind: 'schedule',
    why: 'A task no longer runs.',
  },
];

const NETWORK: readonly CmdletRow[] = [
  {
    names: 'new-netfirewallrule',
    type: 'network_lockout',
    severity: 'high',
    kind: 'firewall',
    why: 'Shuts something out, which may be the way by which the host is reached.',
    only: {
      when: { test: (_given, { args }) => args.some(({ values }) => values.some((value) => /^block$/i.test(value))) },
      matches: ['New-NetFirewallRule -DisplayName x -Direction Inbound -Action Block'],
    },
  },
  {
    names:
      'disable-netadapter restart-netadapter reset-netadapteradvancedproperty set-netadapter disable-netadapterbinding remove-netswitchteam',
    type: 'network_lockout',
    severity: 'critical',
    kind: 'interface',
    why: 'May cut the connection to the host.',
  },
  {
    names:
      'remove-netipaddress set-netipaddress set-netipinterface set-dnsclientserveraddress remove-netlbfoteam remove-vmswitch set-vmswitch remove-netnat set-netipv4protocol',
    type: 'network_lockout',
    severity: 'critical',
    kind: 'interface',
    why: 'Changes the addresses that the host is reached by.',
  },
  {
    names: 'remove-netroute set-netroute',
    type: 'network_lockout',
    severity: 'critical',
    kind: 'route',
    why: 'Takes a route away.',
  },
  {
    names:
      'set-netfirewallprofile set-netfirewallrule remove-netfirewallrule disable-netfirewallrule set-netfirewallsetting remove-netipsecrule',
    type: 'security_disable',
    severity: 'high',
    kind: 'firewall',
    why: 'Changes what the firewall lets through.',
  },
  {
    names:
      'disable-psremoting disable-wsmancredssp remove-dhcpserverv4scope remove-dnsserverzone remove-dnsserverresourcerecord',
    type: 'network_lockout',
    severity: 'high',
    kind: 'network',
    why: 'Others can no longer reach what they need.',
  },
  {
    names:
      'remove-smbshare block-smbshareaccess revoke-smbshareaccess close-smbsession close-smbopenfile set-smbserverconfiguration',
    type: 'service_disruption',
    severity: 'high',
    kind: 'network',
    why: 'Takes a share away from those who use it.',
  },
];

const ACCOUNTS: readonly CmdletRow[] = [
  {
    names:
      'remove-localuser remove-localgroup remove-localgroupmember disable-localuser remove-aduser remove-adgroup remove-adgroupmember remove-adcomputer remove-adobject remove-adorganizationalunit disable-adaccount remove-adserviceaccount set-adaccountpassword set-localuser reset-computermachinepassword remove-computer remove-adprincipalgroupmembership',
    type: 'user_account',
    severity: 'high',
    kind: 'user',
    why: 'Takes an account, or what it may do, away.',
  },
  {
    names:
      'uninstall-addsdomaincontroller remove-addomaincontrollerpasswordreplicationpolicy remove-gpo remove-gplink remove-adreplicationsite remove-adtrust',
    type: 'user_account',
    severity: 'critical',
    kind: 'host',
    why: 'Takes a part of the directory away.',
  },
  {
    names: 'set-acl remove-ntfsaccess clear-ntfsaccess',
    type: 'permission_change',
    severity: 'high',
    kind: 'path',
    why: 'Replaces who may use {target}.',
  },
  {
    names: 'remove-azkeyvaultsecret remove-secret clear-tpm',
    type: 'credential_removal',
    severity: 'high',
    kind: 'key',
    why: 'Deletes a secret.',
  },
  {
    names: 'set-executionpolicy',
    type: 'security_disable',
    severity: 'medium',
    kind: 'host',
    why: 'Changes which scripts may run.',
    only: {
      when: {
        test: (_given, { args }) =>
          /bypass|unrestricted|\bundefined\b/i.test(args.map(({ values }) => values.join(' ')).join(' ')),
      },
      matches: ['Set-ExecutionPolicy Bypass', 'Set-ExecutionPolicy -Scope Process Unrestricted'],
    },
  },
  {
    names: 'set-mppreference remove-mpthreat remove-mppreference',
    type: 'security_disable',
    severity: 'high',
    kind: 'host',
    why: 'Changes or switches off what protects against malicious software.',
  },
  {
    names: 'add-mppreference',
    type: 'security_disable',
    severity: 'high',
    kind: 'host',
    why: 'Takes something out of what is protected.',
    only: {
      when: { test: (_given, { args }) => args.some(({ values }) => values.some((value) => /^-excl/i.test(value))) },
      matches: ['Add-MpPreference -ExclusionPath C:/Data'],
    },
  },
];

const REST: readonly CmdletRow[] = [
  {
    names: 'clear-eventlog remove-eventlog limit-eventlog',
    type: 'audit_tamper',
    severity: 'high',
    kind: 'log',
    why: 'Deletes what was logged.',
  },
  { names: 'clear-history', type: 'audit_tamper', severity: 'medium', kind: 'log', why: 'Forgets what was typed.' },
  { names: 'remove-vm', type: 'vm_destroy', severity: 'critical', kind: 'vm', why: 'Deletes the machine {target}.' },
  {
    names:
      'remove-vmharddiskdrive remove-vhd resize-vhd merge-vhd remove-vmgroup remove-vmreplication remove-vmsavedstate',
    type: 'vm_destroy',
    severity: 'critical',
    kind: 'vm',
    why: 'Takes a disk of a machine, or its state, away.',
  },
  {
    names: 'stop-vm restart-vm suspend-vm save-vm move-vm',
    type: 'service_disruption',
    severity: 'high',
    kind: 'vm',
    why: 'Stops the machine {target}.',
  },
  {
    names: 'restore-vmsnapshot restore-vmcheckpoint remove-vmsnapshot remove-vmcheckpoint restore-computer',
    type: 'vm_destroy',
    severity: 'high',
    kind: 'vm',
    why: 'Deletes a snapshot, or what came after it.',
  },
  {
    names:
      'uninstall-package uninstall-windowsfeature remove-windowsfeature disable-windowsoptionalfeature remove-windowscapability remove-appxpackage remove-appxprovisionedpackage uninstall-module uninstall-script remove-windowspackage uninstall-psresource',
    type: 'package_removal',
    severity: 'medium',
    kind: 'package',
    why: 'Takes a program or feature away.',
  },
  {
    names: 'remove-wbpolicy remove-wbbackupset remove-wbcatalog disable-computerrestore remove-obpolicy',
    type: 'backup_destroy',
    severity: 'critical',
    kind: 'backup',
    why: 'Deletes backups, or the plan by which they are made.',
  },
  {
    names: 'remove-wmiobject remove-ciminstance invoke-wmimethod invoke-cimmethod set-wmiinstance set-ciminstance',
    type: 'service_disruption',
    severity: 'high',
    kind: 'resource',
    why: 'Deletes or changes what Windows manages.',
  },
  {
    names: 'remove-sqldatabase remove-dbadatabase remove-sqllogin',
    type: 'database_destroy',
    severity: 'critical',
    kind: 'database',
    why: 'Deletes a database.',
  },
  {
    names:
      'remove-azresourcegroup remove-azvm remove-azstorageaccount remove-azdisk remove-s3bucket remove-s3object remove-ec2instance stop-azvm',
    type: 'iac_destroy',
    severity: 'critical',
    kind: 'resource',
    why: 'Deletes what runs in the cloud.',
  },
  {
    names: 'remove-itemproperty clear-itemproperty clear-item',
    type: 'config_overwrite',
    severity: 'high',
    kind: 'path',
    why: 'Deletes a value of the registry, or what is in {target}.',
  },
  {
    names: 'disable-pnpdevice uninstall-pnpdevice',
    type: 'service_disruption',
    severity: 'high',
    kind: 'device',
    why: 'Takes a device away.',
  },
];

export const HARMFUL_CMDLETS: readonly Program[] = harmfulCmdlets([
  ...DISK_CMDLETS,
  ...SERVICES,
  ...NETWORK,
  ...ACCOUNTS,
  ...REST,
]);
