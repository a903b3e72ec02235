import type { Rule } from '../program.js';
import { adds, harms, textsOf } from '../rule-kinds.js';
import type { Arguments } from '../read-arguments.js';
import { classifyUnit } from './unit-classes.js';

/** Limits that a running unit may hit at once: it is killed, starves, or is cut off. `infinity` and nothing take a limit away. */
const LIMITS =
  /^(Memory(Max|High|SwapMax|ZSwapMax|Limit)|CPUQuota|TasksMax|AllowedCPUs|AllowedMemoryNodes|IO(Read|Write)(Bandwidth|IOPS)Max|IPAddress(Deny|Allow)|IPAccounting|SocketBind(Deny|Allow)|RestrictNetworkInterfaces|DeviceAllow|DevicePolicy|BlockIO\w+|CPUShares|Freeze\w*)=(?!infinity$|$|0?$)/i;

const limited = ({ operands }: Arguments): boolean => textsOf(operands).some((text) => LIMITS.test(text));

/** `systemctl set-property UNIT NAME=VALUE…` acts on the unit while it runs. */
export const PROPERTIES: readonly Rule[] = [
  harms('service_disruption', 'medium', {
    id: 'systemctl.limits',
    when: { subcommand: ['set-property'], test: limited },
    targets: 'first',
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Limits what {target} may use while it runs: it may be killed, starve or be cut off.',
    matches: [
      'systemctl set-property --runtime mysql.service MemoryMax=16M',
      'systemctl set-property nginx CPUQuota=20%',
    ],
    misses: ['systemctl set-property nginx MemoryMax=infinity', 'systemctl show -p MemoryMax nginx'],
  }),
  adds({
    id: 'systemctl.property',
    when: { subcommand: ['set-property'], test: (given) => !limited(given) },
    targets: 'first',
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Sets a property of {target}, which setting it back undoes.',
    matches: ['systemctl set-property nginx CPUWeight=200', 'systemctl set-property nginx MemoryMax=infinity'],
    misses: ['systemctl set-property nginx TasksMax=4'],
  }),
];
