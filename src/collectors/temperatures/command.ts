import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { parseTemperatures } from './parser.js';

// Builtins only, but for `sensors`. drivetemp is left out, and sensors with it: reading a disk's temperature that way
// may keep the disk from sleeping, and wakes some. SMART has it, at an interval of its own.
const TEMPERATURES = `get() { v=; { IFS= read -r v <"$1"; } 2>/dev/null; }
disks=
for h in /sys/class/hwmon/hwmon*; do get "$h/name"; [ "$v" = drivetemp ] && disks=1; done
if [ "$1" = sensors ] && [ -z "$disks" ]; then
  s=$(sensors -j 2>/dev/null)
  case $s in *_input*) printf '\\035sensors\\n%s\\n\\035end\\n' "$s"; exit 0 ;; esac
fi
printf '\\035hwmon\\n'
found=
for h in /sys/class/hwmon/hwmon*; do
  get "$h/name"; n=$v
  [ -n "$n" ] && [ "$n" != drivetemp ] && cd -P "$h" 2>/dev/null || continue
  printf 'chip|%s|%s\\n' "$n" "$PWD"
  for f in temp*_input device/temp*_input; do
    [ -e "$f" ] || continue
    found=1; t=\${f%_input}
    get "$f"; i=$v; get "\${t}_max"; m=$v; get "\${t}_crit"; c=$v; get "\${t}_fault"; x=$v; get "\${t}_label"
    printf '%s|%s|%s|%s|%s|%s\\n' "\${t#device/}" "$i" "$m" "$c" "$x" "$v"
  done
done
if [ -z "$found" ]; then
  printf '\\035zones\\n'
  for z in /sys/class/thermal/thermal_zone*; do
    get "$z/temp"; i=$v; get "$z/type"; [ -n "$v" ] && printf '%s|%s|%s\\n' "\${z##*/}" "$i" "$v"
  done
fi
printf '\\035end\\n'
exit 0
`;

export const temperatures = defineCommand({
  id: 'host.temperatures',
  summary: 'Temperatures of sensors: by sensors where there is one, otherwise from the kernel. Disks are left out.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  timeout: 'normal',
  maxOutputBytes: 256 * 1024,
  argv: (_args, { tools }) => [
    'sh',
    '-c',
    TEMPERATURES,
    'temperatures',
    tools['sensors'] === undefined ? 'kernel' : 'sensors',
  ],
  parse: parseTemperatures,
});
