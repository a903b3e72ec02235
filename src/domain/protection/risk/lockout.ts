import type { Judged } from './judged.js';
import { lastPart } from './lookups.js';

const SSH_UNIT = /^(ssh|sshd|dropbear|openssh-server|sshd?@.*)(\.service|\.socket)?$/i;
const NETWORK_UNIT =
  /^(networking|network|networkmanager|systemd-networkd|systemd-resolved|wpa_supplicant|dhcpcd|connman|netplan|rc\.inet1)(\.service|\.socket)?$/i;
const STOPPING: ReadonlySet<string> = new Set([
  'service_disruption',
  'process_kill',
  'package_removal',
  'security_disable',
]);

/**
 * Whether an act cuts the path by which the host is reached: `yes`; `no` for what it certainly leaves alone; `unknown`
 * where the path is not known, or what is judged belongs to no path.
 */
export function cutsPath(judged: Judged): 'yes' | 'no' | 'unknown' {
  const { finding, facts } = judged;
  if (finding.effect === 'reversible') return 'unknown';
  const unit = lastPart(finding.target);
  if (STOPPING.has(finding.type)) {
    const carries = facts.sshPath?.units.some((own) => own === unit || own === `${unit}.service`) === true;
    return carries || SSH_UNIT.test(unit) || NETWORK_UNIT.test(unit) ? 'yes' : 'unknown';
  }
  if (finding.type !== 'network_lockout') return 'unknown';
  return judgeInterface(judged);
}

function judgeInterface({ finding, facts }: Judged): 'yes' | 'no' | 'unknown' {
  const own = facts.sshPath?.interface ?? null;
  if (finding.targetKind !== 'interface' || own === null || finding.target === '') return 'unknown';
  if (finding.target === own) return 'yes';
  // A VLAN or bridge port may carry it all the same: only plain, other cards are let off.
  const plain = /^[a-z]+[a-z0-9]*$/;
  return plain.test(finding.target) && plain.test(own) && !own.startsWith('br') && !own.startsWith('bond')
    ? 'no'
    : 'unknown';
}
