/**
 * What runs on a host around a text that may change it. The directory of one run is ours alone (0700):
 *
 *     command    the text, byte for byte
 *     launched/  made by whoever comes first: the launcher, or who decides after a failure that it shall not be launched
 *     pid        of the shell around it, with its start time
 *     stdout, stderr, *.more   the heads of its output, and how many bytes were thrown away
 *     exit       the exit code; written last and by renaming
 */

const CANDIDATES =
  '"${HOME:-/nonexistent}/.millwright/actions" "/run/millwright-$mw_uid" "${TMPDIR:-/tmp}/.millwright-$mw_uid"';

/** Takes away what was put there and never launched, wherever that was: the runs are its arguments. */
export const REMOVE_UNLAUNCHED = `mw_uid=$(id -u)
for mw_place in ${CANDIDATES}; do
  case $mw_place in /*) ;; *) continue ;; esac
  for mw_run in "$@"; do
    mw_dir="$mw_place/$mw_run"
    [ -d "$mw_dir" ] && [ ! -L "$mw_dir" ] && [ -O "$mw_dir" ] && [ ! -e "$mw_dir/launched" ] && rm -rf -- "$mw_dir"
  done
done
exit 0
`;

/** Candidates in this order; the first that can be written to. A full disk must not keep one from freeing it. */
export const PLACES = `mw_uid=$(id -u)
mw_place=
for mw_try in ${CANDIDATES}; do
  case $mw_try in /*) ;; *) continue ;; esac
  mkdir -p -m 700 -- "$mw_try" 2>/dev/null || continue
  [ -d "$mw_try" ] && [ ! -L "$mw_try" ] && [ -O "$mw_try" ] || continue
  chmod 700 "$mw_try" 2>/dev/null || continue
  (echo probe > "$mw_try/probe.$$") 2>/dev/null && rm -f "$mw_try/probe.$$" && { mw_place=$mw_try; break; }
done
[ -n "$mw_place" ] || exit 70
`;

/** Its own session: neither the end of the channel nor that of the connection ends it. */
export const AROUND = `cd -- "$1" || exit 71
umask 077
mw_start=$(sed 's/.*) //' "/proc/$$/stat" 2>/dev/null | cut -d ' ' -f 20)
echo "$$ \${mw_start:-0}" > pid.new && mv pid.new pid || exit 71
mkfifo out.pipe err.pipe || exit 71
{ head -c "$3" > stdout; wc -c > stdout.more; } < out.pipe &
{ head -c "$3" > stderr; wc -c > stderr.more; } < err.pipe &
mw_limit=
timeout -k 1 1 true </dev/null >/dev/null 2>&1 && mw_limit="timeout -k 10 $4"
( umask "$5"; cd "\${HOME:-/}" 2>/dev/null || cd /; exec $mw_limit "$2" "$1/command" ) </dev/null > out.pipe 2> err.pipe
mw_code=$?
mw_turn=0
while { [ ! -s stdout.more ] || [ ! -s stderr.more ]; } && [ "$mw_turn" -lt 20 ]; do
  mw_turn=$((mw_turn + 1)); sleep 0.1 2>/dev/null || sleep 1
done
echo "$mw_code" > exit.new && mv exit.new exit
`;

/** Says how it stands, waiting a while for the end: absent, staged, running PID, lost, or ended CODE MORE MORE. */
export const LOOK = `cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown
cd -- "$mw_dir" 2>/dev/null || { echo absent; exit 0; }
mw_turn=0
while :; do
  mw_turn=$((mw_turn + 1))
  if [ -s exit ]; then
    echo "ended $(cat exit) $(cat stdout.more 2>/dev/null || echo 0) $(cat stderr.more 2>/dev/null || echo 0)"
    exit 0
  fi
  [ -d launched ] || { echo staged; exit 0; }
  if [ -f launched/fenced ]; then echo fenced; exit 0; fi
  mw_pid=0 mw_start=0
  [ -s pid ] && read -r mw_pid mw_start < pid
  if [ "$mw_pid" != 0 ] || [ "$mw_turn" -gt 20 ]; then
    mw_now=$(sed 's/.*) //' "/proc/$mw_pid/stat" 2>/dev/null | cut -d ' ' -f 20)
    if [ -z "$mw_now" ] || [ "$mw_now" != "$mw_start" ]; then
      [ -s exit ] || { echo lost; exit 0; }
      continue
    fi
  fi
  [ "$mw_turn" -gt "$mw_turns" ] && { echo "running $mw_pid"; exit 0; }
  sleep 0.1 2>/dev/null || sleep 1
done
`;

/** Whoever makes the directory first decides. */
export const FENCE = `cd -- "$mw_dir" 2>/dev/null || { echo absent; exit 0; }
if mkdir launched 2>/dev/null; then : > launched/fenced; echo fenced; exit 0; fi
if [ -f launched/fenced ]; then echo fenced; else echo launched; fi
`;
