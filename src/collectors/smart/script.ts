/** In place of an answer: another smartctl still has the device. */
export const BUSY_MARK = 'millwright: still busy';
/** On stderr, with the type that the printed answer came by. */
export const TYPE_MARK = 'millwright: type ';
/** Before what nvme-cli says of an NVMe device that smartctl could not ask: its log, the mark once more, the controller. */
export const NVME_MARK = 'millwright: nvme';

/**
 * Asks one device: `$1` a directory to lock or '', `$2` 'json', 'text' or 'try', `$3` 'guard' or '', `$4` the device, then the `-d` types to
 * try in turn. It stops at the first that works or finds the device asleep, and prints that answer; the first one when
 * none does. NVMe that smartctl cannot ask (it learned so with 6.5) is asked by nvme-cli. A SATA disk that answers as a plain SCSI one has said nothing of its attributes: the next type is tried.
 *
 * The lock is inherited by smartctl and lives as long as it: one that hangs in the kernel cannot be killed, and the next
 * run must not add another one. Without `flock`, or without the directory, it does without.
 */
export const ASK_DEVICE = `
lock=$1 format=$2 guard=$3 device=$4
shift 4
if [ -n "$lock" ] && [ -r "$lock" ] && command -v flock >/dev/null 2>&1; then
  exec 9<"$lock"
  flock -n 9 2>/dev/null
  [ $? -ne 1 ] || { echo '${BUSY_MARK}'; exit 0; }
fi
ask() {
  if [ "$format" != text ]; then
    out=$(smartctl --json=c -x \${guard:+-n standby,3} -d "$1" "$device")
    code=$?
    case $format$out in json*|*'{'*) return ;; esac
  fi
  out=$(smartctl -x \${guard:+-n standby} -d "$1" "$device")
  code=$?
}
best= best_code=
for type in "$@"; do
  ask "$type"
  if [ -z "$best_code" ]; then best=$out best_code=$code best_type=$type; fi
  case $out in *'in STANDBY'*|*'in SLEEP'*|*'"STANDBY'*|*'"SLEEP'*) asleep=1 ;; *) asleep= ;; esac
  if [ $((code & 3)) -eq 0 ] || [ $code -eq 3 ] || [ -n "$asleep" ]; then
    best=$out best_code=$code best_type=$type
    case $out in *'"scsi_vendor":"ATA'*|*'Vendor:               ATA'*) ;; *) break ;; esac
  fi
done
case $device in /dev/nvme*)
  if [ $((best_code & 3)) -ne 0 ] && command -v nvme >/dev/null 2>&1; then
    log=$(nvme smart-log -o json "$device")
    case $log in *'{'*) printf '${NVME_MARK}\\n%s\\n${NVME_MARK}\\n' "$log"; nvme id-ctrl -o json "$device"; exit 0 ;; esac
  fi ;;
esac
[ $# -lt 2 ] || echo "${TYPE_MARK}$best_type" >&2
printf '%s\\n' "$best"
exit $best_code
`;

/** The scan of a smartctl of unknown age: 7.0 and later know JSON. */
export const SCAN_DEVICES = `
out=$(smartctl --json --scan)
code=$?
case $out in *'{'*) ;; *) out=$(smartctl --scan); code=$? ;; esac
printf '%s\\n' "$out"
exit $code
`;
