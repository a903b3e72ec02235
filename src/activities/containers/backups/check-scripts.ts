import { LOGIN_DIRECTORY, ROOT_DIRECTORY } from '../../../domain/containers/backups/names.js';
import { EXIT, LISTING, NO_ASIDE, PRELUDE } from './scripts.js';

/**
 * DIRECTORY (empty: the usual one) PATH…. Sizes are what an archive takes: holes do not count, a file with several names
 * counts once.
 */
export const MEASURE = `${PRELUDE}
directory=$1
shift
if [ -z "$directory" ]; then
  if [ "$(id -u)" = 0 ]; then directory=${ROOT_DIRECTORY}; else directory="\${HOME:-/tmp}/${LOGIN_DIRECTORY}"; fi
fi
there=$directory
while [ ! -d "$there" ]; do
  there=\${there%/*}
  [ -n "$there" ] || there=/
done
say directory "$directory"
say freeBytes "$(free_bytes "$there")"
say device "$(stat -c %d "$there")"
say uid "$(id -u)"
gnu=no
tar --version 2>/dev/null | head -n 1 | grep -q GNU && find --version 2>/dev/null | head -n 1 | grep -q GNU && gnu=yes
say gnu "$gnu"
btrfs=no
command -v btrfs >/dev/null 2>&1 && command -v findmnt >/dev/null 2>&1 && btrfs=yes
say btrfs "$btrfs"
for path; do
  kind=absent
  [ -e "$path" ] && kind=other
  [ -d "$path" ] && kind=unreadable
  [ -d "$path" ] && [ -r "$path" ] && [ -x "$path" ] && kind=directory
  type= facts='0 0 0'
  if [ "$kind" = directory ]; then
    type=$(stat -f -c %T "$path")
    facts=$(find "$path" -xdev -printf '%y %b %s %n %i %D\\n' | awk '
      { entries++; devices[$6] = 1 }
      $1 == "f" && !($4 > 1 && seen[$5]++) {
        stored = $2 * 512
        if (stored > $3 || (stored == 0 && $3 <= 4096)) stored = $3
        sum += stored
      }
      END { for (device in devices) count++; printf "%.0f %d %d", sum, entries, count }')
  fi
  say volume "$kind $type $facts"
done
`;

/** METHOD LOCATION BASE N SHA256 LISTING_SHA256 FILES SIZE */
export const STORED_ARGUMENTS = `
method=$1 location=$2 base=$3 n=$4 sha=$5 list_sha=$6 files=$7 size=$8
list="$base/v$n.list"
intact() {
  [ -e "$location" ] || fail ${EXIT.missing} "$location is not there"
  if [ -n "$list_sha" ]; then
    [ -f "$list" ] || fail ${EXIT.missing} "$list is not there"
    [ "$(digest "$list")" = "$list_sha" ] || fail ${EXIT.damaged} "$list is not what was written"
  fi
  [ "$method" = btrfs_snapshot ] || [ "$(digest "$location")" = "$sha" ] ||
    fail ${EXIT.damaged} "$location is not what was written"
}
`;

export const VERIFY = `${PRELUDE}${LISTING}${STORED_ARGUMENTS}
[ -d "$base" ] || fail ${EXIT.missing} "$base is not there"
lock "$base"
tick "$location"
intact
case $method in
  btrfs_snapshot)
    same_as "$list" "$location" ${NO_ASIDE} || fail ${EXIT.damaged} "$location does not hold what was listed"
    ;;
  engine_archive)
    [ "$(tar -t --quoting-style=escape -f "$location" | wc -l)" = "$files" ] ||
      fail ${EXIT.damaged} "$location has another number of entries"
    tar -x -O -f "$location" >/dev/null || fail ${EXIT.damaged} "$location cannot be read to its end"
    ;;
  tar)
    scratch="$base/v$n.scratch"
    rm -rf -- "$scratch"
    [ "$(free_bytes "$base")" -gt $((size + size / 20 + files * 4096 + 16777216)) ] ||
      fail ${EXIT.notEnoughSpace} "there is no room to unpack $location"
    trap 'kill "$ticker" 2>/dev/null; rm -rf -- "$scratch"' EXIT
    trap 'exit ${EXIT.failed}' HUP INT TERM
    mkdir "$scratch" || give_up "$base" "$scratch cannot be made"
    unpack "$location" "$scratch" || give_up "$base" "$location cannot be unpacked"
    if [ -n "$list_sha" ]; then
      same_as "$list" "$scratch" ${NO_ASIDE} || fail ${EXIT.damaged} "$location does not hold what was listed"
    else
      [ "$(find "$scratch" -xdev -printf 'x' | wc -c)" = "$files" ] ||
        fail ${EXIT.damaged} "$location has another number of entries"
    fi
    ;;
esac
say state intact
`;

/** BASE SNAPSHOT…. Touches nothing that does not carry a backup's id. */
export const REMOVE = `${PRELUDE}
base=$1
shift
id=\${base##*/}
case $id in ????????-????-????-????-????????????) ;; *) fail ${EXIT.notPossible} "$base is not the directory of a backup" ;; esac
for snap in "$base"/v*.snap "$base"/v*.whole "$@"; do
  case $snap in */"$id"/v*.snap | */"$id"/v*.whole) ;; *) fail ${EXIT.notPossible} "$snap does not belong to $id" ;; esac
  [ -d "$snap" ] || continue
  btrfs subvolume delete "$snap" >/dev/null || fail ${EXIT.failed} "$snap cannot be removed"
  if [ "\${snap%/*}" != "$base" ]; then
    rmdir "\${snap%/*}" 2>/dev/null
    home=\${snap%/*}
    rmdir "\${home%/*}" 2>/dev/null
  fi
done
rm -rf -- "$base" || fail ${EXIT.failed} "$base cannot be removed"
say state removed
`;
