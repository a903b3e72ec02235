/**
 * Columns that every lsblk since 2.23 has. None needs the disk itself: sizes of filesystems and the like would make
 * lsblk look at mount points.
 */
export const COLUMNS = 'NAME,KNAME,MAJ:MIN,TYPE,SIZE,ROTA,RM,RO,TRAN,VENDOR,MODEL,REV,SERIAL,WWN,HCTL,STATE';
const OLD_COLUMNS = 'NAME,KNAME,MAJ:MIN,TYPE,SIZE,ROTA,RM,MODEL';

/** Ends a listing that was not broken off. */
export const END_MARK = '== end';

// The kernel's own tree, in the way of `lsblk -P`. Values are what `read` gives of a file's first line; a quotation mark
// would end the pair, so what comes behind one is dropped. The path tells what the disk hangs on.
const SYSFS = `
pair() { printf '%s="%s" ' "$1" "\${2%%\\"*}"; }
first() { value=; for file in "$@"; do [ -r "$file" ] && read -r value < "$file" && [ -n "$value" ] && return; done; }
sysfs() {
  for dir in /sys/block/*; do
    [ -r "$dir/size" ] || continue
    name=\${dir##*/}
    case $name in loop*|ram*|zram*|dm-*|md*|sr*|fd*|zd*|nbd*|mtdblock*) continue ;; esac
    pair NAME "$name"
    first "$dir/dev"; pair MAJ:MIN "$value"
    pair TYPE disk
    first "$dir/size"; pair SECTORS "$value"
    first "$dir/queue/rotational"; pair ROTA "$value"
    first "$dir/removable"; pair RM "$value"
    first "$dir/device/vendor"; case $value in 0x*) value= ;; esac; pair VENDOR "$value"
    first "$dir/device/model" "$dir/device/name"; pair MODEL "$value"
    first "$dir/device/rev" "$dir/device/firmware_rev"; pair REV "$value"
    first "$dir/serial" "$dir/device/serial"
    if [ -z "$value" ] && [ -r "$dir/device/vpd_pg80" ]; then
      value=$(tail -c +5 "$dir/device/vpd_pg80" 2>/dev/null | tr -cd '!-~')
    fi
    pair SERIAL "$value"
    first "$dir/wwid" "$dir/device/wwid"; pair WWN "$value"
    way=$(cd -P "$dir" 2>/dev/null && pwd -P)
    case $way in
      */usb[0-9]*) value=usb ;; */virtio[0-9]*) value=virtio ;; */nvme*) value=nvme ;; */end_device-*) value=sas ;;
      */ata[0-9]*) value=sata ;; */mmc_host*) value=mmc ;; */session[0-9]*) value=iscsi ;; */rport-*) value=fc ;; *) value= ;;
    esac
    pair TRAN "$value"
    link=$(cd -P "$dir/device" 2>/dev/null && pwd -P); link=\${link##*/}
    case $link in [0-9]*:*:*:*) pair HCTL "$link" ;; esac
    echo
  done
}
`;

/**
 * Lists block devices by lsblk as JSON (since 2.27), else as pairs, else from /sys. Without udev, the real lsblk of root
 * would open and read each disk to find out what is on it, which wakes those that sleep: then /sys is asked, too, if it
 * knows the same disks. A script in lsblk's place reads nothing by itself.
 *
 * Exit code 3: this host shows no block devices at all, as in many containers.
 */
export const LIST_DISKS = `${SYSFS}
list() {
  out=$(lsblk -b -J -o ${COLUMNS} 2>/dev/null)
  case $out in *'{'*) return ;; esac
  out=$(lsblk -b -P -o ${COLUMNS} 2>/dev/null)
  case $out in *'="'*) return ;; esac
  out=$(lsblk -b -P -o ${OLD_COLUMNS})
  status=$?
  case $out in *'="'*) return ;; esac
  return $status
}
reads_disks() {
  [ -d /run/udev/data ] || [ -d /dev/.udev ] && return 1
  [ "$(id -u)" = 0 ] || return 1
  case $(head -c 4 "$(command -v lsblk)" 2>/dev/null) in *ELF) ;; *) return 1 ;; esac
  for name in $(lsblk -d -n -o NAME 2>/dev/null); do [ -d "/sys/block/$name" ] || return 1; done
}
if [ "$1" = lsblk ] && ! reads_disks && list; then
  printf '%s\\n' "$out"
elif [ -d /sys/block ]; then
  sysfs
else
  exit 3
fi
echo '${END_MARK}'
`;
