/**
 * What the scripts of this folder share. They are fixed texts: every value reaches them as an argument of its own, so
 * that no name is ever read as shell text. Answers are `key=value` records that end with NUL, since paths may hold
 * anything else. They want GNU tar, find and coreutils, which `measure` looks for.
 */

/** Exit codes that have a meaning of their own. */
export const EXIT = {
  done: 0,
  diskFull: 28,
  notEnoughSpace: 29,
  missing: 41,
  damaged: 42,
  changed: 43,
  refused: 44,
  notPossible: 45,
  failed: 46,
} as const;

export const ACCEPTED_EXITS: readonly number[] = Object.values(EXIT);

/**
 * `lock`: an attempt whose connection broke may still be at work; whoever comes next waits for it. Children hold the
 * lock as well, as long as one of them lives.
 * `full`: tools have no exit code for a full disk, so a small file is written where they failed.
 */
export const PRELUDE = `
set -u
LC_ALL=C
export LC_ALL
umask 077
say() { printf '%s=%s\\0' "$1" "$2"; }
fail() { printf '%s\\n' "$2" >&2; exit "$1"; }
lock() {
  command -v flock >/dev/null 2>&1 || return 0
  exec 9>"$1/lock" || fail ${EXIT.failed} "$1 cannot be written to"
  flock 9
}
full() {
  if dd if=/dev/zero of="$1/.probe" bs=65536 count=16 conv=fsync >/dev/null 2>&1; then
    rm -f "$1/.probe"
    return 1
  fi
  rm -f "$1/.probe"
}
give_up() { if full "$1"; then fail ${EXIT.diskFull} "no space left for $1"; else fail ${EXIT.failed} "$2"; fi; }
digest() { sha256sum <"$1" | cut -d ' ' -f 1; }
free_bytes() { set -- $(stat -f -c '%a %S' "$1"); printf '%s' $(($1 * $2)); }
devices() { find "$1" -xdev \\( -type d -o ! -type d \\) -printf '%D\\n' | sort -u | wc -l; }
tick() {
  main=$$
  ( while kill -0 "$main" 2>/dev/null; do
      sleep 3 >/dev/null 2>&1
      printf 'p %s\\n' "$(stat -c %s "$1" 2>/dev/null || echo 0)" >&2
    done ) 9>&- &
  ticker=$!
  trap 'kill "$ticker" 2>/dev/null' EXIT
}
unpack() {
  tar -x -p --numeric-owner --same-owner --xattrs --xattrs-include='*' --acls -C "$2" -f "$1"
}
`;

/**
 * `listing DIRECTORY LEFT_OUT MODE`: everything a restore has to bring back, a line an entry, in an order of its own:
 * type, mode, owner, size, time and path; which names are one file; digests of contents; extended attributes where the
 * host has a tool for them (MODE `yes`, `no`, or `auto`). Sockets are left out: they mean nothing without their server.
 * In names, newlines become \\001.
 */
export const LISTING = `
lines() { sort -z | tr '\\n\\0' '\\001\\n'; }
listing() {
  mode=$3
  if [ "$mode" = auto ]; then
    mode=no
    command -v getfattr >/dev/null 2>&1 && mode=yes
  fi
  printf 'millwright-listing 1 xattrs=%s\\n' "$mode"
  (
    cd "$1" || exit 1
    find . -xdev -path "./$2" -prune -o \\( \\
      -type d -printf 'd %m %U %G - %T@ %p\\0' -o \\
      -type f -printf 'f %m %U %G %s %T@ %p\\0' -o \\
      -type l -printf 'l - %U %G - %T@ %p -> %l\\0' -o \\
      -type s -o \\
      -printf '%y %m %U %G - %T@ %p\\0' \\) | lines
    find . -xdev -path "./$2" -prune -o -type f -links +1 -printf '%i %p\\0' | tr '\\n\\0' '\\001\\n' | sort -k 2 | awk '
      { inode = $1; sub(/^[^ ]* /, ""); line[NR] = $0; of[NR] = inode; members[inode]++ }
      END { for (at = 1; at <= NR; at++) if (members[of[at]] > 1) {
        if (!(of[at] in group)) group[of[at]] = ++groups
        print "h " group[of[at]] " " line[at]
      } }'
    find . -xdev -path "./$2" -prune -o -type f -print0 | sort -z | xargs -0 -r sha256sum -z | tr '\\n\\0' '\\001\\n'
    if [ "$mode" = yes ]; then
      find . -xdev -path "./$2" -prune -o ! -type l ! -type s -print0 | sort -z | xargs -0 -r getfattr -h -d -e hex \\
        -m '^(user[.]|trusted[.]|security[.]capability|system[.]posix_acl)' --absolute-names --
    fi
  )
  echo end
}
mode_of() { head -n 1 "$1" | sed 's/.*xattrs=//'; }
# same_as LISTING DIRECTORY LEFT_OUT
same_as() { listing "$2" "$3" "$(mode_of "$1")" | cmp -s - "$1"; }
`;

export const NO_ASIDE = '.mw-restore-none';
