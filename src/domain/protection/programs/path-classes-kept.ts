import type { PathRow } from './path-classes.js';

export const CRITICAL: readonly PathRow[] = [
  { is: /^\/etc\/ssh(\/|$)/, class: 'critical', why: 'The way by which the host is reached.' },
  {
    is: /^\/etc\/(network|netplan|NetworkManager|systemd|sysconfig\/network(-scripts)?|resolv\.conf|hosts|nsswitch\.conf|fstab|crypttab|mdadm|mdadm\.conf|lvm|zfs|iscsi|multipath|nftables\.conf|iptables|ufw|firewalld|init\.d|rc\.d|inittab|runlevels|conf\.d|wpa_supplicant|docker|containerd|containers|apparmor(\.d)?|selinux|default\/grub|grub\.d|grub2?\.cfg|initramfs-tools|mkinitcpio\.conf|dracut\.conf(\.d)?|kernel|modprobe\.d|pve|corosync|tailscale)(\/|$)/,
    class: 'critical',
    why: 'What the host boots, mounts, connects or contains by.',
  },
  { is: /^\/boot(\/|$)/, class: 'critical', why: 'What the host boots from; on Unraid its whole configuration.' },
  {
    is: /^\/(run|var\/run)\/(docker|containerd|podman|systemd|dbus)(\/|\.sock|$)/,
    class: 'critical',
    why: 'Sockets of what runs the host.',
  },
  {
    is: /^\/var\/lib\/(docker|containerd|containers|kubelet|etcd|rancher|k3s|lxc|lxd|incus|libvirt|pve-cluster|rook|ceph|longhorn)(\/|$)/,
    class: 'critical',
    why: 'Containers, machines and volumes with their data.',
  },
  {
    is: /^\/etc\/(pve|kubernetes|libvirt|lxc|incus|rancher)(\/|$)/,
    class: 'critical',
    why: 'What machines and containers are defined by.',
  },
  {
    is: /^[A-Z]:\/(windows|boot|efi|bootmgr|recovery|system volume information)(\/|$)/i,
    class: 'system',
    why: 'Windows itself.',
  },
  {
    is: /^[A-Z]:\/program files( \(x86\))?(\/[^/]*)?$|^[A-Z]:\/programdata(\/\*?)?$/i,
    class: 'system',
    why: 'All programs of Windows.',
  },
];

export const DATABASES: readonly PathRow[] = [
  {
    is: /^\/var\/lib\/(mysql|mariadb|postgresql|postgres|pgsql|mongo(db)?|redis|valkey|elasticsearch|opensearch|cassandra|couchdb|influxdb|clickhouse|prometheus|grafana|neo4j|rabbitmq|kafka|zookeeper|consul|vault|ldap|openldap|samba|dirsrv|memcached|cockroach|scylla|victoria-metrics|minio)(\/|$)/,
    class: 'database',
    why: 'The data of a database or of a service that keeps state.',
  },
  {
    is: /(^|\/)(pgdata|pg_wal|pg_xlog|mysql-data|postgres-data|dbdata|pg_data)(\/|$)/i,
    class: 'database',
    why: 'The data directory of a database.',
  },
  {
    is: /^\/(srv|data|opt|mnt(\/[^/]+)*|home\/[^/]+|volume\d+(\/[^/]+)*)\/(mysql|mariadb|postgres(ql)?|mongo(db)?|redis|influxdb)(\/|$)/i,
    class: 'database',
    why: 'A directory named for the database whose data it has.',
  },
];

export const DATABASE_FILES: readonly PathRow[] = [
  {
    is: /\.(sqlite3?|db|db3|mdb|ibd|frm|myd|myi|rdb|aof|ldf|mdf|ndf)(-wal|-shm|-journal)?$/i,
    class: 'database',
    why: 'The file of a database.',
  },
];

export const BACKUPS: readonly PathRow[] = [
  {
    is: /(^|\/)(backups?|bak|borg(backup)?|restic(-repo)?|snapshots?|\.snapshots|\.zfs|@snapshots|dumps?|vzdump|rsnapshot|timeshift|duplicati|duplicity|kopia|bacula|urbackup|veeam|time ?machine|archives?)(s?)(\/|$)/i,
    class: 'backup',
    why: 'Copies that everything else is restored from.',
  },
  {
    is: /(^|[/_.-])(backup|bak|snapshot|dump|vzdump)[\w.@-]*\.(tar|tgz|gz|xz|zst|bz2|zip|7z|sql|dump|img|qcow2|vma|bak|age|gpg)(\.\w+)*$/i,
    class: 'backup',
    why: 'A file named as a backup.',
  },
  {
    is: /\.(bak|dump|vbk|vib|sql(\.(gz|xz|zst|bz2))?)$/i,
    class: 'backup',
    why: 'A file of the kind that backups are made of.',
  },
];

export const LOGS: readonly PathRow[] = [
  { is: /^\/var\/(log|adm|account)(\/|$)|^\/run\/log(\/|$)/, class: 'log', why: 'What happened on the host.' },
  {
    is: /(^|\/)\.(bash|zsh|sh|ash|python|mysql|psql|node_repl)_history$/,
    class: 'log',
    why: 'What a person did here.',
  },
  { is: /(^|\/)(wtmp|btmp|utmp|lastlog|auth\.log|audit\.log|syslog)$/, class: 'log', why: 'Who was here.' },
  { is: /^[A-Z]:\/windows\/system32\/winevt(\/|$)/i, class: 'log', why: 'The event logs of Windows.' },
];

export const SYSTEM: readonly PathRow[] = [
  { is: /^\/usr\/local\/etc\//, class: 'config', why: 'Configuration of the host.' },
  { is: /^\/usr\/local\/[^/]+\/(?!\.?\*$)./, class: 'ordinary', why: 'What somebody put there by hand.' },
  {
    is: /^\/(etc|usr|bin|sbin|lib(32|64|x32)?|var|run|nix|snap)(\/\.?\*)$/,
    class: 'system',
    why: 'All of a directory that the system stands on.',
  },
  {
    is: /^\/(bin|sbin|lib(32|64|x32)?|usr|nix|snap|init|vmlinuz[^/]*|initrd[^/]*|efi)(\/|$)/,
    class: 'system',
    why: 'The programs and libraries of the system.',
  },
  { is: /^\/(etc|var|run)$/, class: 'system', why: 'A directory that the system stands on.' },
  { is: /^\/var\/(lib|spool|cache|db|mail|www)(\/\.?\*)?$/, class: 'system', why: 'What all services keep.' },
  {
    is: /^\/var\/lib\/(dpkg|rpm|pacman|apk|apt|systemd|portage|snapd|flatpak|NetworkManager|dhcp|AccountsService|dbus|polkit-1|cloud|sudo|ucf)(\/|$)/,
    class: 'system',
    why: 'What the system knows about itself.',
  },
  { is: /^\/var\/spool\/(cron|at|anacron)(\/|$)/, class: 'config', why: 'Jobs that run by the clock.' },
  { is: /^\/etc\//, class: 'config', why: 'Configuration of the host.' },
];

export const HOMES: readonly PathRow[] = [
  { is: /^\/(root|home|Users)(\/\.?\*)?$/, class: 'home', why: 'The homes of people.' },
  { is: /^\/(home|Users)\/[^/]+(\/\.?\*)?$/, class: 'home', why: 'A person’s home as a whole.' },
  { is: /^~[\w-]*(\/\.?\*)?$/, class: 'home', why: 'A person’s home as a whole.' },
  { is: /^[A-Z]:\/users(\/[^/]+)?(\/\*)?$/i, class: 'home', why: 'A person’s home as a whole.' },
  {
    is: /^[A-Z]:\/users\/[^/]+\/(documents|desktop|pictures|downloads|appdata|onedrive)(\/\*)?$/i,
    class: 'home',
    why: 'What a person keeps.',
  },
  {
    is: /(^|\/)\.(bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv|kshrc|login|cshrc|tcshrc|config|local|vimrc|gitconfig)(\/\*)?$/,
    class: 'config',
    why: 'Runs or is read whenever the user logs in.',
  },
];

export const SHARES: readonly PathRow[] = [
  {
    is: /^\/(mnt|media|srv|data|storage|pool|tank|export|exports|shares?|volume\d+|opt|rpool)(\/\.?\*)?$/,
    class: 'share_root',
    why: 'The root of what is stored here.',
  },
  {
    is: /^\/mnt\/(user0?|disk\d*|disks|cache|remotes|pools?|md\d+|[\w.-]+)(\/\.?\*)?$/,
    class: 'share_root',
    why: 'A share, a disk or a pool as a whole.',
  },
  { is: /^\/mnt\/(user0?|disk\d+|cache)\/[^/]+(\/\.?\*)?$/, class: 'share_root', why: 'A share of Unraid as a whole.' },
  { is: /^\/volume\d+\/[^/]+(\/\.?\*)?$/, class: 'share_root', why: 'A shared folder of Synology as a whole.' },
  { is: /^\/(media|run\/media)\/[^/]+(\/[^/]+)?(\/\.?\*)?$/, class: 'share_root', why: 'A mounted medium as a whole.' },
  { is: /^\/var\/(lib|spool|mail|www)(\/[^/]+)(\/\.?\*)?$/, class: 'ordinary', why: 'What a service keeps.' },
];
