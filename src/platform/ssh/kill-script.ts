/** The processes below (or around) `$root`, found, stopped and killed. */
const KILL_BODY = `find_all() {
  table=
  for dir in /proc/[0-9]*; do
    text=
    { while IFS= read -r line; do text="$text $line"; done < "$dir/stat"; } 2>/dev/null || continue
    set -- \${text##*)}
    [ $# -ge 4 ] && [ "$1" != Z ] && table="$table \${dir#/proc/}:$2:$3:$4"
  done
  found=" $root "
  size=0
  while [ "$size" != "\${#found}" ]; do
    size=\${#found}
    for row in $table; do
      pid=\${row%%:*}; rest=\${row#*:}; parent=\${rest%%:*}; rest=\${rest#*:}; group=\${rest%%:*}; session=\${rest#*:}
      case $found in *" $pid "*) continue ;; esac
      case $found in *" $parent "*) found="$found$pid "; continue ;; esac
      [ $scope = run ] || continue
      if [ "$group" = $root ] || [ "$session" = $root ]; then found="$found$pid "; fi
    done
  done
  [ $scope = run ] || found=" \${found#" $root "}"
  case " $table" in *" $root:"*) ;; *) found=" \${found#" $root "}" ;; esac
}
before=none
find_all
for pass in 1 2 3 4; do
  [ "$before" = "$found" ] && break
  before=$found
  for pid in $found; do kill -STOP "$pid" 2>/dev/null; done
  find_all
done
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
 * Shell text that finds and kills processes with nothing but builtins, because a host may lack every tool. It reads
 * /proc/PID/stat: pid (name) state parent group session. The name may hold blanks, brackets and even newlines, so
 * fields are counted from the last bracket of the whole file.
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
