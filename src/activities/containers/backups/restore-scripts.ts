import { STORED_ARGUMENTS } from './check-scripts.js';
import { EXIT, LISTING, PRELUDE } from './scripts.js';

/**
 * The former contents wait within the volume, in `.mw-restore-<8 hex>/was`: the only place that is certainly on the same
 * file system, so that moving them is renaming them. What has been done is told by files beside them:
 * - no `moved`: whatever lies in the volume, and in `was`, is former
 * - `moved`: everything former is in `was`; what lies in the volume is ours
 * - `restored`: what lies in the volume is the backup, compared with its listing
 * Owner, mode, times and attributes of the volume's own directory are kept in `root-<n>.tar` beside the archives.
 */
const ASIDE = `
aside_of() {
  id=\${base##*/}
  aside=".mw-restore-\${id##*-}"
  keep="$target/$aside"
  top="$base/root-$n.tar"
  stamp="$base/stamp-$n"
}
# A commit that was broken off is brought to its end: what it left of the former contents is nobody's any more.
end_commit() {
  rm -rf -- "$keep" || fail ${EXIT.failed} "the former contents of $target could not be removed"
  touch -r "$stamp" "$target"
  reach_disk
  rm -f "$stamp"
}
others() { find "$target" -mindepth 1 -maxdepth 1 ! -name "$aside" -exec "$@" {} +; }
reach_disk() { sync -f "$target"; }
`;

/** The arguments of a stored volume, then TARGET. The archive is checked before anything is touched. */
export const RESTORE = `${PRELUDE}${LISTING}${STORED_ARGUMENTS}${ASIDE}
shift 8
target=$1
[ -d "$base" ] || fail ${EXIT.missing} "$base is not there"
lock "$base"
aside_of
[ -d "$target" ] || fail ${EXIT.missing} "$target is not there"
tick "$location"
intact
[ ! -e "$stamp" ] || end_commit
if [ ! -e "$keep/moved" ]; then
  [ "$(devices "$target")" = 1 ] || fail ${EXIT.refused} "another file system is mounted within $target"
  [ "$(free_bytes "$target")" -gt $((size + size / 20 + files * 512 + 1048576)) ] ||
    fail ${EXIT.notEnoughSpace} "there is no room for the backup beside the present contents of $target"
  if [ ! -d "$keep" ]; then
    tar -c --format=posix --numeric-owner --xattrs --xattrs-include='*' --acls --no-recursion -C "$target" -f "$top.part" . &&
      sync "$top.part" && mv -f "$top.part" "$top" || give_up "$base" "the attributes of $target could not be kept"
  fi
  mkdir -p "$keep/was" || give_up "$target" "$keep cannot be made"
  others mv -t "$keep/was" -- || fail ${EXIT.failed} "the contents of $target could not be moved aside"
  reach_disk
  : >"$keep/moved" || give_up "$target" "$keep cannot be written to"
  reach_disk
fi
if [ ! -e "$keep/restored" ]; then
  others rm -rf -- || fail ${EXIT.failed} "what an earlier attempt unpacked in $target could not be removed"
  case $method in
    btrfs_snapshot) cp -a --reflink=auto -- "$location/." "$target/" ;;
    tar) unpack "$location" "$target" ;;
    *) fail ${EXIT.notPossible} "$location cannot be unpacked on the host" ;;
  esac || give_up "$target" "$location could not be unpacked"
  if [ -n "$list_sha" ]; then
    same_as "$list" "$target" "$aside" || fail ${EXIT.damaged} "$target does not hold what was listed"
  fi
  reach_disk || give_up "$target" "$target did not reach the disk"
  : >"$keep/restored" || give_up "$target" "$keep cannot be written to"
fi
say state restored
`;

/** BASE N TARGET. Each step can be repeated: the marks say what is whose. */
export const UNDO = `${PRELUDE}${ASIDE}
base=$1 n=$2 target=$3
[ -d "$base" ] || fail ${EXIT.missing} "$base is not there"
lock "$base"
aside_of
[ ! -e "$stamp" ] || fail ${EXIT.notPossible} "the restore of $target is final already"
if [ -d "$keep" ]; then
  rm -f "$keep/restored"
  if [ -e "$keep/moved" ]; then
    others rm -rf -- || fail ${EXIT.failed} "what was unpacked in $target could not be removed"
    reach_disk
    rm -f "$keep/moved"
    reach_disk
  fi
  if [ -d "$keep/was" ]; then
    find "$keep/was" -mindepth 1 -maxdepth 1 -exec mv -t "$target" -- {} + ||
      fail ${EXIT.failed} "the former contents of $target could not be moved back"
    rmdir "$keep/was" || fail ${EXIT.failed} "the former contents of $target could not be moved back"
  fi
  rmdir "$keep" || fail ${EXIT.failed} "$keep cannot be removed"
fi
if [ -f "$top" ]; then
  unpack "$top" "$target" || fail ${EXIT.failed} "the attributes of $target could not be put back"
  reach_disk
  rm -f "$top"
fi
say state undone
`;

/** BASE N TARGET. The times of the directory itself change when the former contents go: they are put back. */
export const COMMIT = `${PRELUDE}${ASIDE}
base=$1 n=$2 target=$3
[ -d "$base" ] || fail ${EXIT.missing} "$base is not there"
lock "$base"
aside_of
if [ -d "$keep" ] && [ ! -e "$stamp" ]; then
  [ -e "$keep/restored" ] || fail ${EXIT.notPossible} "the restore of $target is not finished"
  touch -r "$target" "$stamp.part" && mv -f "$stamp.part" "$stamp" && sync "$base" ||
    give_up "$base" "$stamp cannot be written"
fi
rm -f "$top"
[ ! -e "$stamp" ] || end_commit
say state committed
`;
