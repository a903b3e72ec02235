import type { TargetClass } from '../../detect/finding.js';
import type { Arguments } from '../read-arguments.js';
import { textsOf } from '../rule-kinds.js';

/** `sshd.service`, `ssh.socket`, `wg-quick@wg0` → `sshd`, `ssh`, `wg-quick`. */
export function unitName(unit: string): string {
  return unit
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/\.(service|socket|target|timer|path|mount|slice|scope)$/, '')
    .replace(/@.*$/, '');
}

/** Carries the administrator’s own way to the host; without it nobody can put things right from afar. */
const ACCESS =
  /^(ssh|sshd|dropbear|openssh.*|networking|networks?|network-manager|networkmanager|network-online|network-pre|systemd-networkd|systemd-network-generator|netplan.*|netifd|dhcpcd|dhclient|connman|wicked.*|wpa_supplicant|ifup|ifplugd|tailscaled?|wg-quick|wireguard|zerotier-one|openvpn.*|cloudflared|netbird|teleport|(com\.openssh\.)?sshd|rc\.(inet1|sshd)|inet1|net\.\w+|pvenetcommit|cloud-init.*)$/;

/** Keeps the host safe, or keeps attackers out. */
const SECURITY =
  /^(firewalld|ufw|nftables|iptables|ip6tables|netfilter-persistent|iptables-persistent|fail2ban|crowdsec.*|apparmor|selinux.*|clamav-.*|clamd|clamonacc|wazuh-.*|ossec.*|falco.*|aide.*|usbguard|csf|lfd|sshguard|pve-firewall|falcon-sensor|auoms|mdatp|crowdsec|snort|suricata|tetragon|unattended-upgrades|apt-daily.*|dnf-automatic.*)$/;

/** Keeps the evidence. */
const EVIDENCE =
  /^(auditd|rsyslog|syslog(-ng|d)?|systemd-journald.*|journald|promtail|filebeat|osquery.*|auditbeat|vector|fluent-?bit|metalog)$/;

/** Others stand on it. */
const CRITICAL =
  /^(docker|containerd|podman.*|crio|cri-o|lxc.*|lxd|incus|dbus.*|messagebus|systemd-.*|init|user|postgres(ql)?.*|mysqld?|mariadb.*|mongod.*|redis.*|valkey.*|cassandra|elasticsearch|opensearch|influxdb.*|etcd|consul|vault|nomad|rabbitmq.*|kafka|minio|libvirtd?|virtqemud|virtlogd|qemu.*|pve.*|pvedaemon|pveproxy|corosync|pacemaker|ceph.*|zfs.*|mdmonitor|mdadm.*|lvm2.*|nfs.*|smbd?|samba.*|iscsi.*|open-iscsi|multipathd?|k3s.*|k0s.*|kubelet|rke2.*|microk8s.*|keepalived|haproxy|bind9?|named|unbound|dnsmasq|resolvconf|slapd|sssd|krb5.*|chronyd?|ntpd?|polkit|getty|serial-getty|local-fs|multi-user|graphical|basic|sysinit|default|rc\.(docker|libvirt|nginx|samba|nfsd))$/;

const POWER =
  /^(shutdown|reboot|poweroff|halt|kexec|rescue|emergency|ctrl-alt-del|suspend|sleep|hibernate|hybrid-sleep|exit|systemd-(poweroff|reboot|halt|kexec|suspend|hibernate))$/;

export type UnitRole = 'access' | 'security' | 'evidence' | 'critical' | 'power' | 'timer' | 'glob' | 'ordinary';

/** What hangs on a service: the worst that its name says. */
export function unitRole(unit: string): UnitRole {
  const name = unitName(unit);
  if (POWER.test(name)) return 'power';
  if (ACCESS.test(name)) return 'access';
  if (SECURITY.test(name)) return 'security';
  if (EVIDENCE.test(name)) return 'evidence';
  if (CRITICAL.test(name)) return 'critical';
  if (unit.endsWith('.timer')) return 'timer';
  return /[*?[]/.test(unit) || name === '' || name === 'all' ? 'glob' : 'ordinary';
}

export function classifyUnit(unit: string): TargetClass {
  const role = unitRole(unit);
  if (role === 'timer' || role === 'ordinary') return 'ordinary';
  return role === 'glob' ? 'unknown' : 'critical';
}

const isRole = (roles: readonly UnitRole[]) => (unit: string) => roles.includes(unitRole(unit));

/** For `Condition.test` and `targets`: the units among the operands that have one of these roles. */
export function unitsOf(roles: readonly UnitRole[]): {
  readonly some: (given: Arguments) => boolean;
  readonly those: (given: Arguments) => readonly string[];
} {
  const fits = isRole(roles);
  return {
    some: (given) => textsOf(given.operands).some(fits),
    those: (given) => textsOf(given.operands).filter(fits),
  };
}
