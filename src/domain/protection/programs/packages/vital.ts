import type { TargetClass } from '../../detect/finding.js';

/** Packages without which a host does not boot, is not reached, or keeps none of its data. */
const VITAL =
  /^(linux-(image|headers|modules|generic|virtual|lts|base|kvm|aws|azure|firmware|virt)?.*|linux|kernel(-.*)?|pve-kernel.*|proxmox-(ve|kernel).*|grub.*|shim.*|systemd(-.*)?|init|sysvinit.*|openrc|busybox|libc6.*|glibc.*|musl|libc-bin|bash|dash|coreutils|util-linux|mount|e2fsprogs|apt|dpkg|rpm|dnf|yum|pacman|apk-tools|zypper|sudo|login|passwd|shadow|pam|libpam.*|base-files|base|filesystem|openssh.*|ssh|dropbear|netplan.*|ifupdown.*|network-manager|networkmanager|isc-dhcp-client|dhcpcd.*|iproute2?|wireguard.*|tailscale|docker.*|containerd.*|podman|lxc|lxd|incus|moby-.*|zfs.*|libzfs.*|spl.*|mdadm|lvm2|btrfs-progs|cryptsetup.*|dracut|initramfs-tools.*|mkinitcpio|postgresql.*|mysql.*|mariadb.*|mongodb.*|redis.*|libvirt.*|qemu.*|proxmox-.*|pve-.*|ceph.*|k3s|kube(let|adm|ctl)|python3|perl(-base)?|dbus.*|polkit.*|udev|ca-certificates|openssl|libssl.*|nvidia-.*|firmware-.*|cloud-init|ubuntu-(server|standard|minimal|desktop)|\*|.*\*$)(:\w+)?(=.*)?$/i;

const SECURITY =
  /^(ufw|firewalld|nftables|iptables.*|fail2ban|apparmor.*|selinux.*|auditd|audit|rsyslog|syslog-ng|crowdsec.*|clamav.*|wazuh-.*|ossec.*|falco|aide|rkhunter|unattended-upgrades|usbguard|policycoreutils)(:\w+)?$/i;

export const isVitalPackage = (name: string): boolean => VITAL.test(name);
export const isKernel = (name: string): boolean =>
  /^(linux(-(image|modules|generic|lts|virtual|virt|kernel|kvm|aws|azure).*)?|kernel(-core|-modules|-default|-lt|-ml)?(-\d.*)?|pve-kernel.*|proxmox-kernel.*|grub.*|systemd)(:\w+)?$/i.test(
    name,
  );
export const isSecurityPackage = (name: string): boolean => SECURITY.test(name);

export function classifyPackage(name: string): TargetClass {
  return isVitalPackage(name) || isSecurityPackage(name) ? 'critical' : 'ordinary';
}
