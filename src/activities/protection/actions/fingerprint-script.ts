/**
 * Looks up what each name stands for, by identity. Arguments: kind and name, in turn. Prints the boot id, then for each
 * target a line `@<index>` and its facts, one a line. Only reads; a tool that is not there is a fact as well.
 */
export const FINGERPRINT_SCRIPT = `cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown
limit=; timeout -k 1 1 true </dev/null >/dev/null 2>&1 && limit='timeout -k 1 5'
fact() { printf '%s %s\\n' "$1" "$(printf '%s' "$2" | tr -d '\\001-\\037' | cut -c 1-400)"; }
ask() { what=$1; shift; said=$($limit "$@" 2>/dev/null); code=$?
  if [ $code -eq 127 ]; then echo "$what no_tool"; elif [ $code -ne 0 ] || [ -z "$said" ]; then return 1
  else fact "$what" "$(printf '%s' "$said" | tr '\\n' ' ')"; fi; }
sum() { what=$1; shift; fact "$what" "$($limit "$@" 2>/dev/null | sort | cksum)"; }
engines() { how=$1; as=$2; shift 2; any=; found=
  for cli in docker podman; do
    command -v $cli >/dev/null 2>&1 || continue
    any=1; "$how" "$cli $as" $cli "$@" && found=1
  done
  [ -n "$any" ] || { echo no_tool; return; }
  [ -n "$found" ] || echo absent; }
digits() { if [ "$1" = 0 ]; then echo nothing; else echo "\${#1} digits"; fi; }
holds() { if [ -d "$1/." ]; then fact holds "$(digits "$($limit find "$1/." -mindepth 1 -maxdepth 1 2>/dev/null | head -n 100000 | wc -l | tr -d ' ')")"
  elif [ -f "$1" ]; then fact holds "$(digits "$(stat -L -c %s -- "$1" 2>/dev/null || echo 0)")"; fi; }
place() { p=$1 pattern=
  case $p in '~') p=$HOME ;; '~/'*) p=$HOME/\${p#'~/'} ;; esac
  case $p in *[*?[]*) pattern=yes
    count=$(IFS=; set -- $p; if [ -e "$1" ] || [ -L "$1" ]; then echo $#; else echo 0; fi)
    if [ "$count" -gt 20 ]; then count="\${#count} digits"
    elif [ "$count" -gt 0 ]; then fact which "$(IFS=; set -- $p; stat -c '%d:%i %n' -- "$@" 2>/dev/null | sort | cksum)"; fi
    fact matches "$count"
    p=\${p%%[*?[]*}; case $p in */*) p=\${p%/*} ;; *) p=. ;; esac; p=\${p:-/} ;; esac
  if [ ! -e "$p" ] && [ ! -L "$p" ]; then echo absent; return; fi
  ask link stat -c '%d:%i %F' -- "$p" || echo unreadable
  ask inode stat -L -c '%d:%i' -- "$p" || echo dangling
  real=$(readlink -f -- "$p" 2>/dev/null); fact real "$real"
  if [ -f "$p" ] && [ ! -L "$p" ] && [ "$(stat -c %s -- "$p" 2>/dev/null || echo 99999999)" -le 16777216 ]; then echo 'small file'; fi
  [ -n "$pattern" ] || holds "$p"
  fact mount "$(df -P -- "$p" 2>/dev/null | awk 'NR==2 {print $1, $NF}')"
  if [ -b "$p" ]; then
    ask device lsblk -dnr -o WWN,SERIAL,SIZE,PTUUID -- "$p"
    block=/sys/class/block/\${real##*/}
    fact block "$(cat "$block/dev" "$block/size" "$block/device/wwid" "$block/device/serial" 2>/dev/null | tr '\\n' ' ')"
  fi; }
index=0
while [ $# -gt 1 ]; do
  kind=$1; name=$2; shift 2
  echo "@$index"; index=$((index + 1))
  case $kind in
    dataset|snapshot) ask guid zfs get -Hp -o value guid,creation "$name" || echo absent
      sum below zfs list -H -o name -r -t all "$name" ;;
    pool) ask guid zpool get -Hp -o value guid "$name" || echo absent
      sum below zfs list -H -o name -r -t all "$name" ;;
    container) engines ask id inspect --type container -f '{{.Id}} {{.Image}}' "$name" ;;
    image) engines ask id image inspect -f '{{.Id}}' "$name" ;;
    volume) engines ask volume volume inspect -f '{{.Mountpoint}} {{.CreatedAt}}' "$name" ;;
    network) engines ask id network inspect -f '{{.Id}}' "$name" ;;
    project) engines sum containers ps -a --no-trunc -q --filter "label=com.docker.compose.project=$name" ;;
    unit) ask unit systemctl show -p LoadState -p ActiveState -p MainPID -p InvocationID "$name" || echo absent ;;
    process) case $name in *[!0-9]*) ask pids pgrep -x "$name" || echo absent ;;
      *) if [ -r "/proc/$name/stat" ]; then fact started "$(sed 's/.*) //' "/proc/$name/stat" | cut -d ' ' -f 20)"; else echo absent; fi ;; esac ;;
    volume_group) ask uuid vgs --noheadings -o vg_uuid "$name" || echo absent ;;
    logical_volume) ask uuid lvs --noheadings -o lv_uuid "$name" || echo absent ;;
    vm) ask uuid virsh domuuid "$name" || ask vm qm config "$name" || echo absent ;;
    user) ask entry getent passwd "$name" || echo absent ;;
    group) ask entry getent group "$name" || echo absent ;;
    interface) if [ -r "/sys/class/net/$name/ifindex" ]; then fact interface "$(cat "/sys/class/net/$name/ifindex" "/sys/class/net/$name/address" | tr '\\n' ' ')"; else echo absent; fi ;;
    package) ask version dpkg-query -W -f '\${Version}' "$name" || ask version rpm -q "$name" || echo absent ;;
    *) case $name in /*|'~'|'~/'*|./*|../*) place "$name" ;;
         *) if [ "$kind" = path ] || [ "$kind" = device ]; then place "$name"; else echo unresolved; fi ;; esac ;;
  esac
done
`;
