/** Words that everybody takes for the program of that name: a function or alias instead of it misleads who reads the text. */
export const WELL_KNOWN: ReadonlySet<string> = new Set(
  `ls cat cp mv rm ln cd pwd echo printf mkdir rmdir touch chmod chown chgrp find grep egrep fgrep sed awk sort uniq head
  tail cut tr wc tee xargs diff cmp stat file du df mount umount lsblk blkid ps top kill pkill killall free uptime uname
  hostname date whoami id who w last su sudo doas ssh scp sftp rsync curl wget tar gzip gunzip zip unzip dd mkfs fdisk
  parted wipefs systemctl service journalctl dmesg docker podman kubectl helm git make apt apt-get dpkg yum dnf rpm apk
  pacman pip npm node python python3 perl ruby php sh bash zsh dash env export test true false sleep ip ping ss netstat
  iptables nft ufw crontab at zfs zpool btrfs mdadm lvs vgs pvs virsh qm pct mysql psql sqlite3 redis-cli mongo less more
  vi vim nano man which type command exit reboot shutdown poweroff halt init passwd useradd userdel usermod groupadd
  tee base64 openssl gpg md5sum sha256sum`
    .split(/\s+/)
    .filter((name) => name !== ''),
);
