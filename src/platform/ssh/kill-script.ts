/** The processes below (or around) `$root`: found, stopped, killed. */
const KILL_BODY = `fast=
[ -r "/proc/$$/task/$$/children" ] && fast=1
read_table() {
  table=
  for dir in /proc/[0-9]*; do
    text=
    { while IFS= read -r line; do text="$text $line"; done < "$dir/stat"; } 2>/dev/null || continue
    set -- \${text##*)}
    [ $# -ge 4 ] && [ "$1" != Z ] && table="$table \${dir#/proc/}:$2:$3:$4"
  done
}
list_kids() {
  kids=
  if [ -n "$fast" ]; then
    for file in /proc/$1/task/[0-9]*/children; do
      line=
      { read -r line < "$file"; } 2>/dev/null
      kids="$kids $line"
    done
  else
    for row in $table; do case $row in *:$1:*:*) kids="$kids \${row%%:*}" ;; esac; done
  fi
}
walk() {
  list_kids "$1"
  for kid in $kids; do
    case $found in *" $kid "*) continue ;; esac
    found="$found$kid "
    walk "$kid"
  done
}
find_below() {
  found=' '
  [ $scope = run ] && [ -d /proc/$root ] && found=" $root "
  [ -n "$fast" ] || read_table
  walk $root
}
add_members() {
  read_table
  for member in $table; do
    case $member in *:*:$root:*|*:*:*:$root) ;; *) continue ;; esac
    pid=\${member%%:*}
    case $found in *" $pid "*) continue ;; esac
    found="$found$pid "
    walk "$pid"
  done
}
before=none
find_below
for pass in 1 2 3 4; do
  [ "$before" = "$found" ] && break
  before=$found
  for pid in $found; do kill -STOP "$pid" 2>/dev/null; done
  find_below
done
[ $scope = run ] && add_members
count=0
for pid in $found; do
  count=$((count + 1))
  kill -KILL "$pid" 2>/dev/null && continue
  [ -d "/proc/$pid" ] && command -v sudo >/dev/null 2>&1 && sudo -n kill -KILL "$pid" </dev/null >/dev/null 2>&1
done
echo "killed $count"
exit 0
`;

/**
 * Shell text that finds and kills processes with nothing but builtins, because a host may lack every tool. Children
 * come from /proc/PID/task/TID/children, or where the kernel has no such file from the parents in /proc/PID/stat: pid
 * (name) state parent group session. A name may hold blanks, brackets and even newlines, so fields are counted from
 * the last bracket of the whole file.
 *
 * `descendants`: all that the shell has started, directly or not. `run`: those, the shell, and all of its process
 * group and session. They are stopped before they are killed, or a busy one could start another between the look and
 * the kill. What the login user may not kill (a command under sudo) is tried once more with `sudo -n`.
 * Prints `killed COUNT`.
 */
export function renderKillScript(shellPid: number, scope: 'descendants' | 'run'): string {
  if (!Number.isSafeInteger(shellPid) || shellPid < 2) throw new RangeError(`Not a process id: ${shellPid}`);
  return `root=${shellPid} scope=${scope}\n${KILL_BODY}`;
}
