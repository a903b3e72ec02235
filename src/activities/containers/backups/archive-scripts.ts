import { EXIT, LISTING, NO_ASIDE, PRELUDE } from './scripts.js';

/** A finished volume has a marker `v<n>.done`, written last, whose text is the answer. Without it all is made anew. */
const MARKER = `
begin() {
  base=$1 n=$2
  mkdir -p "$base" || fail ${EXIT.failed} "$base cannot be made"
  lock "$base"
  marker="$base/v$n.done"
  if [ -f "$marker" ]; then
    cat "$marker"
    exit 0
  fi
}
finish() {
  cat >"$marker.part" && sync "$marker.part" && mv -f "$marker.part" "$marker" && sync "$base" ||
    give_up "$base" 'the marker could not be written'
  cat "$marker"
}
entries() { tar -t --quoting-style=escape -f "$1" | wc -l; }
`;

export const LOOK = `${PRELUDE}${MARKER}
begin "$1" "$2"
rm -f "$base/v$n."*
say state absent
`;

export const FINISH_STREAMED = `${PRELUDE}${MARKER}
begin "$1" "$2"
[ -f "$base/v$n.tar" ] || fail ${EXIT.missing} "$base/v$n.tar is not there"
[ "$(digest "$base/v$n.tar")" = "$3" ] || fail ${EXIT.damaged} "$base/v$n.tar is not what was sent"
count=$(entries "$base/v$n.tar")
{
  say state done
  say location "$base/v$n.tar"
  say sizeBytes "$(stat -c %s "$base/v$n.tar")"
  say sha256 "$3"
  say listingSha256 ''
  say files "$count"
} | finish
`;

/**
 * BASE N SOURCE LIVE. tar ends with 1 when a file changed as it read it: what nobody should be writing to is then no
 * backup. The archive is read back for its digest after it has reached the disk.
 */
export const ARCHIVE = `${PRELUDE}${LISTING}${MARKER}
begin "$1" "$2"
src=$3 live=$4
[ -d "$src" ] || fail ${EXIT.missing} "$src is not there"
rm -f "$base/v$n."*
part="$base/v$n.part" list="$base/v$n.list"
tick "$part"
if [ "$live" = no ]; then
  listing "$src" ${NO_ASIDE} auto >"$list" || give_up "$base" 'the listing could not be written'
  [ "$(tail -n 1 "$list")" = end ] || give_up "$base" 'the listing could not be written'
fi
tar -c --format=posix --numeric-owner --xattrs --xattrs-include='*' --acls --sparse --one-file-system \\
  --warning=no-file-ignored --warning=no-xdev -C "$src" -f "$part" .
code=$?
if [ "$code" = 1 ] && [ "$live" = no ]; then
  rm -f "$base/v$n."*
  fail ${EXIT.changed} "$src changed while it was archived"
fi
if [ "$code" -gt 1 ]; then
  if full "$base"; then code=${EXIT.diskFull}; else code=${EXIT.failed}; fi
  rm -f "$base/v$n."*
  fail "$code" "tar could not write the archive of $src"
fi
sync "$part" || give_up "$base" 'the archive did not reach the disk'
sha=$(digest "$part")
count=$(entries "$part")
mv -f "$part" "$base/v$n.tar"
list_sha=
if [ "$live" = no ]; then
  sync "$list" || give_up "$base" 'the listing did not reach the disk'
  list_sha=$(digest "$list")
fi
{
  say state done
  say location "$base/v$n.tar"
  say sizeBytes "$(stat -c %s "$base/v$n.tar")"
  say sha256 "$sha"
  say listingSha256 "$list_sha"
  say files "$count"
} | finish
`;

/**
 * BASE N SOURCE LIVE. A volume that is a subvolume is snapshotted. One that is a directory of a larger subvolume is
 * copied into a subvolume of its own by reference, so that the snapshot does not pin everything else there; while it is
 * in use, the copy is made from a snapshot of the larger one, which is dropped again. Snapshots lie with the backups
 * if that is the same file system, else at the top of the volume's own.
 */
export const SNAPSHOT = `${PRELUDE}${LISTING}${MARKER}
begin "$1" "$2"
src=$3 live=$4
[ -d "$src" ] || fail ${EXIT.missing} "$src is not there"
drop() { [ ! -d "$1" ] || btrfs subvolume delete "$1" >/dev/null 2>&1 || fail ${EXIT.failed} "$1 cannot be removed"; }
home=$base
if [ "$(findmnt -n -v -o SOURCE -T "$src")" != "$(findmnt -n -v -o SOURCE -T "$base")" ]; then
  home=$(findmnt -n -o TARGET -T "$src")
  case $home in '' | *\\\\*) fail ${EXIT.notPossible} "the file system of $src has no usable place for a snapshot" ;; esac
  home="\${home%/}/.millwright-backups/\${base##*/}"
  mkdir -p "$home" || give_up "$base" "$home cannot be made"
fi
snap="$home/v$n.snap" whole="$home/v$n.whole"
drop "$snap"
drop "$whole"
rm -f "$base/v$n."*
no_snapshot() {
  drop "$snap"
  drop "$whole"
  [ "$home" = "$base" ] || { rmdir "$home"; rmdir "\${home%/*}"; } 2>/dev/null
  fail ${EXIT.notPossible} "no snapshot of $src could be made"
}
if [ "$(stat -c %i "$src")" = 256 ]; then
  btrfs subvolume snapshot -r "$src" "$snap" >&2 || no_snapshot
else
  from=$src
  if [ "$live" = yes ]; then
    top=$src
    while [ "$top" != / ] && [ -n "$top" ] && [ "$(stat -c %i "$top")" != 256 ]; do top=\${top%/*}; done
    [ -n "$top" ] || top=/
    btrfs subvolume snapshot -r "$top" "$whole" >&2 || no_snapshot
    from="$whole\${src#"\${top%/}"}"
  fi
  btrfs subvolume create "$snap" >&2 && cp -a --reflink=always -- "$from/." "$snap/" || no_snapshot
  drop "$whole"
  btrfs property set "$snap" ro true || no_snapshot
fi
list="$base/v$n.list"
listing "$snap" ${NO_ASIDE} auto >"$list" && sync "$list" || give_up "$base" 'the listing could not be written'
[ "$(tail -n 1 "$list")" = end ] || give_up "$base" 'the listing could not be written'
list_sha=$(digest "$list")
{
  say state done
  say location "$snap"
  say sizeBytes "$(find "$snap" -xdev -type f -printf '%s\\n' | awk '{ sum += $1 } END { printf "%.0f", sum }')"
  say sha256 "$list_sha"
  say listingSha256 "$list_sha"
  say files "$(find "$snap" -xdev ! -type s -printf 'x' | wc -c)"
} | finish
`;
